"""选项: the words that the standards prescribe for kinds of subjects and certificates."""

from app.lib.markers import N_

CATEGORIES = (N_("法人及非法人组织"), N_("自然人"), N_("个体工商户"))
ORGANISATION, PERSON, SOLE_TRADER = CATEGORIES
CERTIFICATES = (
    N_("身份证"),
    N_("护照号"),
    N_("港澳居民来往内地通行证"),
    N_("台湾居民来往大陆通行证"),
    N_("外国人永久居留身份证"),
)
OTHER_PREFIX = "其他-"  # the standard's 其他-**: free words after the dash

"""中文字体: which of this machine's fonts stand in for 仿宋, 小标宋, 黑体 and 楷体 in a PDF."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

# Chinese office machines first, then what Linux distributions and macOS carry.
FANGSONG = ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "FandolFang R")
TITLE = ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK")
KAI = ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "Kaiti SC", "STKaiti", "FandolKai")
SERIF = (
    *("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN"),
    *("Source Han Serif", "Songti SC", "STSong", "SimSun", "NSimSun", "FandolSong"),
)
SANS = (
    *("SimHei", "Heiti SC", "STHeiti", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC"),
    *("Source Han Sans CN", "Microsoft YaHei", "PingFang SC", "WenQuanYi Micro Hei"),
    *("WenQuanYi Zen Hei", "FandolHei"),
)

_opening = Lock()


class NoChineseFont(RuntimeError):
    """Nothing on this machine can print Chinese; the sentence says what to install."""

    def __init__(self) -> None:
        super().__init__(
            "本机没有可用的中文字体，不能生成 PDF。请安装思源宋体（Debian、Ubuntu 上为 "
            "fonts-noto-cjk 软件包）或者仿宋、宋体字体，再重新启动服务；网页打印版不受影响。"
        )


@dataclass(frozen=True)
class FontShelf:
    """字体架: the fonts found, opened once, and the family to use in each place."""

    fonts: typst.Fonts
    families: frozenset[str]

    def having(self, *wanted: tuple[str, ...]) -> list[str]:
        """Those of the wanted families that are here, best first."""
        return [name for names in wanted for name in names if name in self.families]

    @cached_property
    def roles(self) -> dict[str, Any]:
        body = self.having(FANGSONG, SERIF, SANS)
        if not body:
            raise NoChineseFont
        return {
            "body": body,
            "serif": self.having(SERIF, FANGSONG, SANS),
            "hei": self.having(SANS, SERIF, FANGSONG),
            "title": self.having(TITLE, SERIF, SANS, FANGSONG),
            "title-weight": "regular" if self.having(TITLE) else "bold",
            "kai": self.having(KAI, SERIF, FANGSONG, SANS),
            "kai-weight": "regular" if self.having(KAI) else "bold",
        }


def find_fonts(folder: Path | None = None) -> FontShelf:
    """Open this machine's fonts (and those of one more folder) once; every later call is free."""
    with _opening:
        return _open(folder)


@lru_cache(maxsize=4)
def _open(folder: Path | None) -> FontShelf:
    more = [str(folder)] if folder else []
    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=more)
    return FontShelf(fonts, frozenset(fonts.families()))

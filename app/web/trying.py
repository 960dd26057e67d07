"""试办 an act asked for by a form: done in one transaction, or refused with its sentence there."""

from collections.abc import Callable
from typing import Any

from flask import request

from app.kernel.machines import RuleBroken
from app.kernel.tx import transaction
from app.web.errors import audit
from app.web.forms import OnceForm


def tried(form: OnceForm, act: Callable[[], Any]) -> Any:
    """Do the act in one transaction; None when a rule refuses it, its sentence on the form."""
    if not form.validate():
        return None
    try:
        with transaction():
            return act() or True
    except RuleBroken as why:
        audit(request.path, request.method, why.code)
        form.refuse(why.says, why.field, **why.params)
        return None

"""备份与恢复 one moment of the installation, whole, in a folder; and back again, checked."""

from app.kernel.safekeeping.backup import NotEmpty, back_up
from app.kernel.safekeeping.manifest import Damaged, Manifest, check
from app.kernel.safekeeping.restore import CannotRestore, restore

__all__ = [
    "CannotRestore",
    "Damaged",
    "Manifest",
    "NotEmpty",
    "back_up",
    "check",
    "restore",
]

"""办件: what is applied for, what was handed in, who has it, what was decided."""

from .bars import Bar
from .cases import Case
from .decisions import Decision
from .desk import DeskKeys, DeskNote, HeldAct, PersonalLook, PhraseUse, SupplementPhrase
from .drafts import Draft, DraftFile
from .materials import Material, MaterialFile
from .notices import NoticeFile, SupplementNotice
from .statements import Statement
from .steps import Step

__all__ = [
    "Bar",
    "Case",
    "Decision",
    "DeskKeys",
    "DeskNote",
    "Draft",
    "DraftFile",
    "HeldAct",
    "Material",
    "MaterialFile",
    "NoticeFile",
    "PersonalLook",
    "PhraseUse",
    "Statement",
    "Step",
    "SupplementNotice",
    "SupplementPhrase",
]

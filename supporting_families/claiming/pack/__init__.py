"""Evidence packs: all an auditor needs of one sampled claim, encrypted; each opening is logged."""

from .about import PackAbout, SampledClaim
from .keys import PACK_KEYS, Recipient
from .log import PackLog
from .opening import open_pack
from .reading import TABLES
from .writing import write_packs

__all__ = [
    "PACK_KEYS",
    "TABLES",
    "PackAbout",
    "PackLog",
    "Recipient",
    "SampledClaim",
    "open_pack",
    "write_packs",
]

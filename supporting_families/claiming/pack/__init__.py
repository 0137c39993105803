"""Evidence packs: all an auditor needs of one sampled claim, encrypted; each opening is logged."""

from .about import PackAbout, SampledClaim
from .keys import Recipient, key_file_named, make_key, recipients_of
from .log import PackLog
from .opening import open_pack
from .reading import TABLES
from .writing import write_packs

__all__ = [
    "TABLES",
    "PackAbout",
    "PackLog",
    "Recipient",
    "SampledClaim",
    "key_file_named",
    "make_key",
    "open_pack",
    "recipients_of",
    "write_packs",
]

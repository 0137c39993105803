"""Make files of what a role may read, for BI tools: python scripts/bi_files.py --help"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from supporting_families.bi_files.command import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())

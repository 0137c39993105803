"""Try an alternative catalogue over the last build: python scripts/what_if.py --help"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from supporting_families.what_if.command import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())

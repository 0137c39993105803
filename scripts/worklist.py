"""Write the weekly worklists of the teams: python scripts/worklist.py --help"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from supporting_families.worklist.command import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())

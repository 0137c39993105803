"""Write the governance board's pack: python scripts/board_pack.py --help"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from supporting_families.board.command import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())

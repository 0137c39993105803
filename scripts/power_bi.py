"""The Power BI model of starters/powerbi: python scripts/power_bi.py --help"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from supporting_families.power_bi.command import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())

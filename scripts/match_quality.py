"""Report on how well people are linked: python scripts/match_quality.py --help"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from supporting_families.linking.match_quality import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())

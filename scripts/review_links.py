"""Write and read the review list of person linking: python scripts/review_links.py --help"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from supporting_families.reviews.command import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())

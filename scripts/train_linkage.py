"""Train the linkage model on the authority's own data: python scripts/train_linkage.py --help"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from supporting_families.linking.train import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())

"""The warehouse on Spark: python scripts/spark.py --help"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from supporting_families.spark.command import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())

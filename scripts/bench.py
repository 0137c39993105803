"""Measure what a build takes: python scripts/bench.py --help"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from supporting_families.bench.command import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())

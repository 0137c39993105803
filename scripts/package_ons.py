"""Write the ONS package of a demo home: python scripts/package_ons.py --help"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from supporting_families.package import ONS, main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(ONS))

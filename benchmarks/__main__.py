"""`python -m benchmarks`: the numbers that are promised, printed as a table.

The journey engine has benchmarks of its own, engine.py and import_logs.py.
"""

import runpy
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    runpy.run_path(str(HERE / "service.py"), run_name="__main__")

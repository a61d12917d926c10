"""The Chromium of tests and figures: CHROMIUM, else the system's, else Playwright's. Run, it says where."""

import os
import shutil
from typing import Any

#: The light one first: the same engine without the windows nobody looks at.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
PATH = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
#: How Playwright launches it (no path: the one Playwright installed).
LAUNCH: dict[str, Any] = {
    "executable_path": PATH,
    "args": ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
}

if __name__ == "__main__":
    print(PATH or "")

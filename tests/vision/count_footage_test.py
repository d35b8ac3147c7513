#!/usr/bin/env python3
"""The pictures counted by eye: the mean error, and the intervals, are what docs/counting.md says."""

import csv
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
XUESHI = os.path.join(os.environ.get("XUESHI_BIN", os.path.join(ROOT, "build/release/bin")), "xueshi")
SHARED = os.environ.get("XUESHI_SHARED", os.path.join(os.path.dirname(ROOT), "shared"))
MODELS = os.path.join(SHARED, "models")
TRUTH = os.path.join(SHARED, "footage", "truth.csv")

if not os.path.exists(TRUTH) or not os.path.exists(os.path.join(MODELS, "yolox_nano_416x416.onnx")):
    print("the model or the pictures counted by eye are not here")
    sys.exit(77)

with open(TRUTH, newline="") as file:
    truth = {row["file"]: (int(row["people_visible"]), int(row["uncertain_plus_minus"])) for row in csv.DictReader(file)
             if not row["file"].endswith((".mp4", ".mov"))}
files = [os.path.join(SHARED, "footage", name) for name in truth]
run = subprocess.run([XUESHI, "count", "--json", "--models", MODELS, *files], capture_output=True, text=True, timeout=550)
if run.returncode != 0:
    print("FAILED", run)
    sys.exit(1)

failures = []
errors = []
for row in json.loads(run.stdout):
    people, unsure = truth[os.path.basename(row["file"])]
    error = abs(row["count"] - people)
    errors.append(error)
    print(row["file"], "by eye", people, "±", unsure, "counted", row["count"], "interval", row["lo"], row["hi"])
    if not row["calibrated"]:
        failures.append(f"{row['file']} is not calibrated")
    if error > max(1, people / 10) + unsure:
        failures.append(f"{row['file']}: {row['count']} for {people} ± {unsure}")
    if row["hi"] < people - unsure or row["lo"] > people + unsure:
        failures.append(f"{row['file']}: {people} ± {unsure} is not in {row['lo']}..{row['hi']}")
mean = sum(errors) / len(errors)
print(f"mean absolute error {mean:.2f}")
if mean > 1.3:
    failures.append(f"mean absolute error {mean:.2f} > 1.3")
for failure in failures:
    print("FAILED", failure)
sys.exit(1 if failures else 0)

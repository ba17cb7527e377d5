#!/usr/bin/env python3
"""Forwards the radiographs of every stable study of an Orthanc to CausalClipSeg, over Orthanc's REST API alone.

usage: forward.py http://orthanc:8042 causalclipseg [--once]

The modality has to be known to Orthanc (DicomModalities, or PUT /modalities/causalclipseg). Where it stopped is kept in Orthanc
itself (a user-defined metadata of each instance), so it may run twice, stop and start again, and sends nothing a second time.
"""
import json
import sys
import time
import urllib.request

WANTED = {"CR", "DX", "DR"}
SENT = "4711"  # user-defined metadata (1024 to 65535)


def call(url, method="GET", body=None):
    request = urllib.request.Request(url, method=method, data=None if body is None else body.encode())
    with urllib.request.urlopen(request, timeout=120) as answer:
        text = answer.read()
    return json.loads(text) if text[:1] in (b"{", b"[") else text


def forward(orthanc, modality, study):
    for series in call(f"{orthanc}/studies/{study}/series"):
        if series["MainDicomTags"].get("Modality") not in WANTED:
            continue
        for instance in series["Instances"]:
            if SENT in call(f"{orthanc}/instances/{instance}/metadata"):
                continue
            call(f"{orthanc}/modalities/{modality}/store", "POST", instance)
            call(f"{orthanc}/instances/{instance}/metadata/{SENT}", "PUT", "sent")


def main(orthanc, modality, *options):
    since = 0
    while True:
        changes = call(f"{orthanc}/changes?since={since}&limit=100")
        for change in changes["Changes"]:
            if change["ChangeType"] == "StableStudy":
                try:
                    forward(orthanc, modality, change["ID"])
                except OSError as failure:  # the study is gone, or the modality does not answer: its next change tries again
                    print(f"study {change['ID']}: {failure}", file=sys.stderr)
        since = changes["Last"]
        if changes["Done"]:
            if "--once" in options:
                return
            time.sleep(2)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1].rstrip("/"), *sys.argv[2:])

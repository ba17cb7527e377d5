#!/usr/bin/env python3
"""Publishes a report to CausalClipSeg.Pipeline as plain JSON. Needs pika (Debian: python3-pika).

usage: publish_report.py amqp://user:password@host:5672/vhost ACCESSION_NUMBER < report.txt
"""
import json
import sys
from datetime import datetime, timezone

import pika

broker, accession_number = sys.argv[1:]
event = {
    "accessionNumber": accession_number,
    "status": "F",
    "issuedAt": datetime.now(timezone.utc).isoformat(),
    "text": sys.stdin.read(),
}
connection = pika.BlockingConnection(pika.URLParameters(broker))
channel = connection.channel()
channel.confirm_delivery()  # a report that no queue has taken is an exception, not a loss
channel.basic_publish("", "causalclipseg.report-arrived", json.dumps(event).encode(), pika.BasicProperties(delivery_mode=2), mandatory=True)
connection.close()

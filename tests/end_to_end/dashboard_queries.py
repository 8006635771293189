"""dashboard_queries.py PROMETHEUS_URL DEPLOY: every query of the dashboard returns data, every
alert can be evaluated, and no metric is named that the daemon does not have."""

import json
import re
import sys
import time
import urllib.parse
import urllib.request

URL, DEPLOY = sys.argv[1:3]
SCRAPES = 8  # before the first query: rates want some
PATIENCE_S = 40


def ask(path, **arguments):
    query = "?" + urllib.parse.urlencode(arguments) if arguments else ""
    try:
        with urllib.request.urlopen(URL + path + query, timeout=10) as answer:
            return json.load(answer)["data"]
    except urllib.error.HTTPError as error:
        sys.exit(f"FAILED: {arguments or path}: {error.read().decode()}")


def filled_in(expression):
    return expression.replace("$instance", ".*").replace("$__rate_interval", "5s")


def expressions_of(dashboard):
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], target["expr"]


def metrics_in(text):
    return set(re.findall(r"\b(?:dispatcher|process)_[a-z0-9_]+", text))


def await_scrapes():
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        found = ask("/api/v1/query", query='sum_over_time(up{job="dispatcher"}[1m])')["result"]
        if found and float(found[0]["value"][1]) >= SCRAPES:
            return
        time.sleep(0.2)
    sys.exit("FAILED: the daemon was not scraped")


def main():
    with open(DEPLOY + "/grafana/dispatcher.json", encoding="utf-8") as file:
        dashboard = json.load(file)
    with open(DEPLOY + "/prometheus/alerts.yml", encoding="utf-8") as file:
        alerts = file.read()
    await_scrapes()
    names = set(ask("/api/v1/label/__name__/values"))
    queries = list(expressions_of(dashboard))
    for title, expression in queries:
        for metric in metrics_in(expression):
            if metric not in names:
                sys.exit(f"FAILED: {title}: there is no metric {metric}")
        if not ask("/api/v1/query", query=filled_in(expression))["result"]:
            sys.exit(f"FAILED: {title}: {expression}: no data")
    for annotation in dashboard["annotations"]["list"]:
        ask("/api/v1/query", query=filled_in(annotation["expr"]))
    for expression in re.findall(r"expr: (.*?)\n        (?:for|labels):", alerts, re.S):
        for metric in metrics_in(expression):
            if metric not in names:
                sys.exit(f"FAILED: an alert: there is no metric {metric}")
    rules = [rule for group in ask("/api/v1/rules")["groups"] for rule in group["rules"]]
    for rule in rules:
        if rule["health"] != "ok":
            sys.exit(f"FAILED: {rule['name']}: {rule['health']}: {rule.get('lastError')}")
    if len(rules) != alerts.count("- alert:"):
        sys.exit(f"FAILED: {len(rules)} rules loaded")
    firing = [rule["name"] for rule in rules if rule["state"] == "firing"]
    if firing:
        sys.exit(f"FAILED: a healthy daemon fires {firing}")
    print(f"{len(queries)} queries and {len(rules)} alerts resolve")


main()

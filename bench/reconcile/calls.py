"""Calls of the EU Funding & Tenders Portal."""
import collections, json

from .files import text


def topics(data, registry):
    rest, found, decoder = text(data, "calls/open.jsonl.gz").strip(), [], json.JSONDecoder()
    while rest:
        topic, end = decoder.raw_decode(rest)
        found.append(topic)
        rest = rest[end:].lstrip()
    tally = lambda values: ", ".join(f"{count} {value}" for value, count in sorted(collections.Counter(values).items()))
    yield "topics", len({topic["topicId"].lower() for topic in found}), len(registry.calls)
    statuses = tally(topic["callStatus"].upper() for topic in found)
    yield "statuses", statuses, tally(call["status"] for call in registry.calls)
    deadlines = collections.Counter(topic["deadline"] for topic in found)
    kept = collections.Counter(deadline["on"] for call in registry.calls for deadline in call["deadlines"])
    yield "deadlines on the same days", sum(deadlines.values()), sum((deadlines & kept).values())
    described = sum(bool((topic["description"] + topic["objectives"]).strip()) for topic in found)
    yield "texts", described, sum("summary" in call for call in registry.calls)
    misread = sum("â€" in json.dumps(call, ensure_ascii=False) for call in registry.calls)
    yield "texts in which characters are misread", 0, misread


SETS = {"calls": (["calls/open.jsonl.gz"], topics)}

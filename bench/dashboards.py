#!/usr/bin/env python3
"""Ten typical questions of dashboards, asked of a registry of generated data: latency, throughput, and plans of the database.

  bench/dashboards.py DATABASE_URL [--program PATH] [--connections 1,16] [--seconds 5] [--only NAME,…] [--plans] [--show]

Starts the program on the database without keeping answers, so that every question is run. Each question of bench/dashboards is
asked with 60 sets of variables in turn, which are read from the registry before: the same question asked twice at the same time
would be run once. All are asked once to see that they are answered, then by wrk over so many connections. `--show` prints the first
answers. `--plans` measures nothing: it asks with a few sets, and fails if the database reads all projects or all participations for
a question. bench/README.md says how to make the registry.
"""
import argparse, json, os, re, subprocess, sys, tempfile, time, urllib.request
from collections import Counter

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "dashboards")
LARGE = ("project", "participation")
SETS = 60
SETS_OF_PLANS = 6


class Server:
    """The program on a loopback port of its own."""

    def __init__(self, program, database, log_filter="warn"):
        self.log = tempfile.NamedTemporaryFile("w+", suffix=".log")
        arguments = [program, "serve", "--listen", "127.0.0.1:0", "--database-url", database, "--response-cache", "0", "--log-format", "json"]
        environment = {**os.environ, "RUST_LOG": f"{log_filter},inclusion_registry::server=info"}
        self.process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=self.log, env=environment)
        while not (found := re.search(r"listening on (http://[0-9.:]+)", self.lines())):
            if self.process.poll() is not None:
                sys.exit(self.lines())
            time.sleep(0.02)
        self.url = found[1] + "/graphql"

    def lines(self):
        with open(self.log.name, encoding="utf-8") as file:
            return file.read()

    def ask(self, body):
        request = urllib.request.Request(self.url, body.encode(), {"content-type": "application/json", "accept": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as response:
            text = response.read()
        answer = json.loads(text)
        if "errors" in answer:
            sys.exit(f"{body}\nfails: {answer['errors']}")
        return answer["data"], len(text)

    def memory(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            return int(re.search(r"VmRSS:\s+(\d+)", file.read())[1]) / 1024

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


# What variables are made of: the largest programmes and countries, and projects and partners from all over the registry.
KNOWN = """
query Known {
  programmes(first: 60, orderBy: {field: PROJECT_COUNT, direction: DESC}) { nodes { code } }
  projects(first: 60) { nodes { title { text } identifiers { scheme value } } }
  partners(first: 60) { nodes { name { text } identifiers { scheme value } } }
  all: projects(first: 0) {
    countries: facet(by: PARTNER_COUNTRY, first: 30) { buckets { key } }
    years: facet(by: START_YEAR, first: 20) { buckets { key } }
  }
}
"""


def rare_words(texts):
    """The word of each text that is in the fewest of them, of those the longest."""
    number = Counter(word for text in texts for word in set(text.split()))
    return [min(text.split(), key=lambda word: (number[word], -len(word))) for text in texts]


def variables(server):
    """So many different sets of variables for each question, the same ones each time."""
    known, _ = server.ask(json.dumps({"query": KNOWN}))
    turns = lambda values: lambda i: values[i % len(values)]
    loaded = lambda node: next(one["value"] for one in node["identifiers"] if one["scheme"] == "LOAD")
    projects, partners = known["projects"]["nodes"], known["partners"]["nodes"]
    project, partner = turns([loaded(node) for node in projects]), turns([loaded(node) for node in partners])
    part = turns([node["code"] for node in known["programmes"]["nodes"]])
    country = turns([bucket["key"] for bucket in known["all"]["countries"]["buckets"]])
    year = turns([int(bucket["key"]) for bucket in known["all"]["years"]["buckets"]])
    word, name = turns(rare_words([node["title"]["text"] for node in projects])), turns(rare_words([node["name"]["text"] for node in partners]))
    sets = {
        "country": lambda i: {"country": country(i), "from": str(year(i)), "to": str(year(i) + i % 6), "parts": [part(i), part(i + 7)]},
        "programme": lambda i: {"code": part(i)},
        "project": lambda i: {"id": project(i)},
        "partner": lambda i: {"id": partner(i)},
        "search": lambda i: {"words": word(i)},
        "suggest": lambda i: {"typed": name(i)[: 2 + i % 4]},
        "grants-by-year": lambda i: {"part": [part(i)]},
        "shares-by-country": lambda i: {"part": [part(i)]},
        "who-gets-most": lambda i: {"country": country(i), "part": [part(i // 2)]},
        "network": lambda i: {"part": [part(i)]},
    }
    return {question: [of(i) for i in range(SETS)] for question, of in sets.items()}


def questions(server, only):
    for name, sets in variables(server).items():
        if not only or name in only:
            with open(os.path.join(FOLDER, name + ".graphql"), encoding="utf-8") as file:
                query = file.read()
            yield name, [json.dumps({"query": query, "variables": values}) for values in sets]


def load(url, bodies, connections, seconds):
    quoted = ",".join("[==[" + body + "]==]" for body in bodies)
    script = f"""
local bodies, at = {{{quoted}}}, 0
wrk.method, wrk.headers["content-type"] = "POST", "application/json"
request = function() at = at % #bodies + 1; return wrk.format(nil, nil, nil, bodies[at]) end
done = function(summary, latency)
  io.write(string.format("RESULT %f %f %f %d\\n", summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.errors.status + summary.errors.timeout + summary.errors.connect + summary.errors.read))
end"""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        threads = min(2, connections)
        command = ["wrk", "--threads", str(threads), "--connections", str(connections), "--duration", f"{seconds}s", "--timeout", "30s", "--script", file.name, url]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate, middle, slow, failed = re.search(r"RESULT (\S+) (\S+) (\S+) (\d+)", output).groups()
    return float(rate), float(middle), float(slow), int(failed)


def measure(server, options):
    print(f"{'question':<18}{'conns':>6}{'per s':>10}{'50% ms':>10}{'99% ms':>10}{'bytes':>9}")
    for name, bodies in questions(server, options.only):
        answers = [server.ask(body) for body in bodies]
        if options.show:
            print(json.dumps(answers[0][0], ensure_ascii=False)[:2_000])
        for connections in options.connections:
            rate, middle, slow, failed = load(server.url, bodies, connections, options.seconds)
            note = f"   {failed} failed" if failed else ""
            print(f"{name:<18}{connections:>6}{rate:>10,.1f}{middle:>10.1f}{slow:>10.1f}{answers[0][1]:>9,}{note}", flush=True)
    print(f"memory of the program: {server.memory():.0f} MB")


def scans(sql, plan):
    """The lines of a plan that read a whole large table."""
    # SQLite names tables by their aliases.
    aliases = {alias: table for table, alias in re.findall(rf"\b({'|'.join(LARGE)}) (?:AS )?([a-z]\w*)", sql)}
    for line in plan.split("\n"):
        scanned = re.search(r"Seq Scan on (\w+)|^SCAN (\w+)", line.strip(" ->"))
        if scanned:
            table = scanned[1] or scanned[2]
            if aliases.get(table, table) in LARGE:
                yield line.strip()


def plans(server, options):
    bad = 0
    for name, bodies in questions(server, options.only):
        bodies = bodies[:SETS_OF_PLANS]
        before = len(server.lines())
        for body in bodies:
            server.ask(body)
        entries = [json.loads(line) for line in server.lines()[before:].splitlines() if '"target":"plans"' in line]
        statements = [entry.get("fields", entry) for entry in entries]
        found = [(statement, line) for statement in statements for line in scans(statement["sql"], statement["plan"])]
        print(f"{name:<18}{len(statements) / len(bodies):>5.0f} statements  {'FULL SCAN' if found else 'no full scan'}")
        for statement, line in found:
            print(f"    {line}\n      in {' '.join(statement['sql'].split())}")
        bad += bool(found)
    return bad


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("database")
    parser.add_argument("--program", default=os.path.join(HERE, "..", "target", "release", "inclusion-registry"))
    parser.add_argument("--connections", default="1,16", type=lambda text: [int(number) for number in text.split(",")])
    parser.add_argument("--seconds", default=5, type=int)
    parser.add_argument("--only", type=lambda text: text.split(","))
    parser.add_argument("--plans", action="store_true")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    with Server(options.program, options.database, "warn,plans=trace" if options.plans else "warn") as server:
        if not options.plans:
            measure(server, options)
        elif bad := plans(server, options):
            sys.exit(f"{bad} questions read a whole table")


main()

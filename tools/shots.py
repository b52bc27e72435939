"""Takes pictures of every page and state of the app, in both languages, light and dark, on a laptop and a phone.

``python tools/shots.py`` starts the app on a workspace of its own in which data, drafts and runs were made through the
store, walks the pages with Debian's chromium, and writes pictures and contact sheets to shots/. It ends with an error
where a page scrolls sideways or shows an error box without cause. ``--only goal,data`` takes some pages,
``--quick`` one language and one look.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from autoglm_core import Budget, TaskSpec, read_goal  # noqa: E402
from autoglm_core.data.read import load as load_file  # noqa: E402
from autoglm_core.events import EventLog, JobStarted  # noqa: E402
from autoglm_core.experiment import LabSpec  # noqa: E402
from autoglm_core.store import (  # noqa: E402
    Draft,
    Workspace,
    follow,
    processes,
    start_families,
    start_lab,
    start_read,
    start_training,
    status,
)

SAMPLES = ROOT / "assets" / "samples"
OUT = ROOT / "shots"
SIZES = {"laptop": (1440, 900), "phone": (390, 844)}
SCHEMES = ("light", "dark")
LANGUAGES = ("en", "zh")
TALLEST = 3_200
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Shot:
    """One page in one state: where it is, and what is done there before the picture is taken."""

    name: str
    screen: str
    ids: dict[str, str] = field(default_factory=dict)
    act: Callable[[Page], None] | None = None
    error: bool = False  # whether an error box belongs to this state


def settle(page: Page) -> None:
    """Wait until the script has run and nothing on the page is about to be replaced."""
    page.wait_for_selector("[data-testid=stApp] h1, [data-testid=stAlert]", timeout=60_000)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
    page.wait_for_function("!document.querySelector('[data-stale=true]')", timeout=60_000)
    page.wait_for_timeout(500)


def clicked(selector: str) -> Callable[[Page], None]:
    """Click the first element that is seen, and wait for what follows."""

    def act(page: Page) -> None:
        page.locator(selector).locator("visible=true").first.click()
        page.wait_for_timeout(400)
        settle(page)

    return act


def sideways(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return int(
        page.evaluate(
            "Math.max(document.documentElement.scrollWidth - innerWidth,"
            "document.querySelector('[data-testid=stMain]').scrollWidth - innerWidth)"
        )
    )


@contextmanager
def served(workspace: Path) -> Iterator[str]:
    """The app on a free port; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = {**os.environ, "AUTOGLM_WORKSPACE": str(workspace)}
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/_stcore/health")
            yield address
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(address: str) -> None:
    for _ in range(200):
        try:
            with urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.15)
    raise SystemExit("the app did not start")


def taken(browser: Browser, address: str, shots: list[Shot], size: str, scheme: str, language: str) -> list[str]:
    """Take the pictures of one size, look and language; gives what is wrong on them."""
    width, height = SIZES[size]
    problems = []
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    for shot in shots:
        page.set_viewport_size({"width": width, "height": height})
        # Loading the page begins a new session: nothing is left of the picture before.
        page.goto(f"{address}/{shot.screen}?{urlencode({'lang': language, **shot.ids})}")
        settle(page)
        if shot.act is not None:
            shot.act(page)
        where = f"{shot.name} {size} {scheme} {language}"
        if sideways(page) > 0:
            problems.append(f"{where}: scrolls sideways by {sideways(page)} px")
        if not shot.error and page.locator("[data-testid=stAlertContentError], [data-testid=stException]").count():
            problems.append(f"{where}: shows an error")
        full = page.evaluate("document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight")
        page.set_viewport_size({"width": width, "height": max(height, min(TALLEST, int(full)))})
        settle(page)
        page.screenshot(path=OUT / f"{shot.name}-{size}-{scheme}-{language}.png")
    context.close()
    return problems


def sheet(shots: list[Shot], size: str, scheme: str, language: str) -> None:
    """All pictures of one size, look and language on one sheet, at half size, in rows."""
    pictures = []
    for shot in shots:
        with Image.open(OUT / f"{shot.name}-{size}-{scheme}-{language}.png") as picture:
            pictures.append((shot.name, picture.convert("RGB").resize((picture.width // 2, picture.height // 2))))
    a_row = 3 if size == "laptop" else 6
    rows = [pictures[start : start + a_row] for start in range(0, len(pictures), a_row)]
    width = max(sum(picture.width + 12 for _, picture in row) for row in rows) + 12
    heights = [max(picture.height for _, picture in row) + 34 for row in rows]
    whole = Image.new("RGB", (width, sum(heights) + 12), "#888888")
    draw = ImageDraw.Draw(whole)
    top = 6
    for row, height in zip(rows, heights, strict=True):
        left = 12
        for name, picture in row:
            draw.text((left, top + 4), name, fill="white")
            whole.paste(picture, (left, top + 22))
            left += picture.width + 12
        top += height
    whole.save(OUT / f"sheet-{size}-{scheme}-{language}.png")


# ---- the states ------------------------------------------------------------------------------------------------------


def states(root: Path, only: set[str]) -> list[Shot]:
    """Make data, drafts and runs through the store, and name what there is to see."""
    space = Workspace(root)
    space.install_samples(SAMPLES)
    loans = next(dataset for dataset in space.datasets() if dataset.sample == "loans")
    if only == {"goal"}:  # which need no run
        return goal_shots(space, loans.id)
    untouched = space.create_draft(loans.id)
    nasty = space.create_draft(_nasty(space, root))
    runs = _finished_runs(space)
    running = _held(space, _training(space, _planned(space, loans.id, "Predict default, finish in 2 hours")))
    failed_read = start_read(space, _file(root, "picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256))), "picture.csv")
    _until(lambda: status(space, failed_read).ended)
    first = {"run": runs[0]}
    tabs = "[data-testid=stTab]"
    shots = [
        *lab_shots(space, runs[0]),
        Shot("start", "", {}),
        Shot("start-error", "", {"job": failed_read}, error=True),
        Shot("data", "data", {"draft": untouched.id}),
        Shot("data-nasty", "data", {"draft": nasty.id}),
        Shot("data-empty", "data", {}),
        *goal_shots(space, loans.id),
        Shot("train-running", "train", {"run": running}),
        Shot("train-finished", "train", first),
        *(Shot(f"inspect-{kind}", "inspect", {"run": run}) for kind, run in zip(KINDS, runs, strict=True)),
        *(
            Shot(f"inspect-tab-{number}", "inspect", first, act=clicked(f"{tabs} >> nth={number}"))
            for number in (1, 2, 3)
        ),
        *(Shot(f"use-{kind}", "use", {"run": run}) for kind, run in zip(KINDS, runs, strict=True)),
        Shot("runs", "runs", {}),
        Shot("runs-compared", "runs", {}, act=_tick_two),
        Shot("settings", "settings", {}),
        Shot("settings-delete", "settings", {}, act=clicked(".st-key-settings-delete button")),
    ]
    return [shot for shot in shots if not only or shot.name.split("-")[0] in only]


def goal_shots(space: Workspace, dataset_id: str) -> list[Shot]:
    """The plan card in use: opened parts, answers in words, what changed, undone, and what cannot be trained yet."""
    goal = "Predict default and miss as few as possible, leave out age, finish in 2 minutes"
    opened, more, asked, changed, undone = (_planned(space, dataset_id, goal) for _ in range(5))
    path = _file(space.root, "rides.csv", _rides())
    rides, _ = space.keep_dataset(load_file(path), name="rides.csv")
    ahead = _planned(space, rides.id, "How many rides will there be in the next 7 days?")
    runner_up = _planned(space, rides.id, "Estimate the fare of a ride")
    part = "[class*=st-key-plan-say-{}] button"
    return [
        Shot("goal-empty", "goal", {"draft": space.create_draft(dataset_id).id}),
        Shot("goal-plan", "goal", {"draft": _planned(space, dataset_id, goal.replace("2 minutes", "10 trials")).id}),
        Shot("goal-question", "goal", {"draft": _planned(space, dataset_id, "predict something for me").id}),
        Shot("goal-refusal", "goal", {"draft": _planned(space, dataset_id, "write me a poem").id}),
        Shot("goal-opened", "goal", {"draft": opened.id}, act=clicked(part.format("target"))),
        Shot("goal-opened-wish", "goal", {"draft": opened.id}, act=clicked(part.format("threshold"))),
        Shot("goal-more", "goal", {"draft": more.id}, act=clicked("[class*=st-key-goal-more-] button")),
        Shot("goal-why-not", "goal", {"draft": asked.id}, act=_adding(space, asked, "why not accuracy?")),
        Shot(
            "goal-changed",
            "goal",
            {"draft": changed.id},
            act=_adding(space, changed, "改成十分钟, put age back and leave out telephone"),
        ),
        Shot("goal-undone", "goal", {"draft": undone.id}, act=_adding(space, undone, "make it ten minutes", "go back")),
        Shot("goal-understood", "goal", {"draft": ahead.id}),
        Shot("goal-runner-up", "goal", {"draft": runner_up.id}),
    ]


def _rides() -> bytes:
    """A made-up day by day table, of which a forecast can be asked."""
    lines = ["day,rides,distance,fare,weather"]
    for day in range(160):
        date = f"2024-{1 + day // 28:02d}-{1 + day % 28:02d}"
        lines.append(f"{date},{200 + day * 7 % 90},{3 + day % 6}.9,{9 + day % 5}.5,{('dry', 'wet')[day % 2]}")
    return "\n".join(lines).encode()


def _adding(space: Workspace, draft: Draft, *sentences: str) -> Callable[[Page], None]:
    """Type one follow-up after the other, from the same plan in every look."""

    def act(page: Page) -> None:
        space.save_draft(draft)
        page.reload()
        settle(page)
        for words in sentences:
            line = page.locator(".st-key-goal-change input").first
            line.fill(words)
            line.press("Enter")
            page.wait_for_timeout(400)
            settle(page)

    return act


def lab_shots(space: Workspace, run_id: str) -> list[Shot]:
    """The Lab page in each of its states, on the data of a finished run."""
    run = space.run(run_id)
    spec = run.spec.replaced(validation={"folds": 2})
    given = {"kind": "samplers", "spec": spec, "samplers": ("genetic", "random", "tpe"), "budget": Budget(trials=12)}
    compared = start_lab(space, run, LabSpec(seeds=(1, 2, 3), **given))
    features = start_lab(space, run, LabSpec(seeds=(1,), **{**given, "kind": "features", "samplers": ()}))
    without = spec.replaced(exclude=[name for name in space.run_table(run_id).columns if name != spec.target])
    failed = start_lab(space, run, LabSpec(seeds=(1,), **{**given, "spec": without}))
    families = start_families(space, run_id)
    _until(lambda: all(status(space, job).ended for job in (compared, features, failed, families)))
    return [
        Shot("lab-unknown", "lab", {"lab": "gone"}),
        Shot("lab-form", "lab", {"run": run_id}),
        Shot("lab-running", "lab", {"lab": _in_its_midst(space, compared)}),
        Shot("lab-finished", "lab", {"lab": compared}),
        Shot("lab-features", "lab", {"lab": features}),
        Shot("lab-failed", "lab", {"lab": failed}, error=True),
        Shot("lab-families", "lab", {"run": run_id}, act=clicked(".st-key-lab-kind button >> nth=2")),
    ]


def _in_its_midst(space: Workspace, lab_id: str) -> str:
    """A copy of a finished experiment as it was half way, this process standing in for its worker."""
    source, target = space.lab(lab_id).folder, space.root / "labs" / "lhalfway"
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("result.json", "events.jsonl"))
    events = EventLog(source / "events.jsonl").read()[0]
    with EventLog(target / "events.jsonl") as log:
        for event in events[: len(events) // 2]:
            log.append(event)
    data = json.loads((target / "lab.json").read_text(encoding="utf-8"))
    (target / "lab.json").write_text(json.dumps({**data, "id": target.name}), encoding="utf-8")
    processes.record(target, os.getpid())
    return target.name


KINDS = ("binary", "regression", "multiclass")


def _planned(space: Workspace, dataset_id: str, goal: str) -> Draft:
    draft = space.create_draft(dataset_id)
    reading = read_goal(goal, space.table(draft.id))
    return space.save_draft(draft.replaced(goal=goal, spec=reading.spec, reasons=dict(reading.reasons)))


def _finished_runs(space: Workspace) -> list[str]:
    """One finished run of each kind of task, small enough for a coffee break."""
    from sklearn.datasets import load_diabetes, load_wine

    tables = {
        "regression": (load_diabetes(as_frame=True).frame, "target"),
        "multiclass": (load_wine(as_frame=True).frame, "target"),
    }
    loans = next(dataset for dataset in space.datasets() if dataset.sample == "loans")
    runs = [
        _training(space, _planned(space, loans.id, "Predict default and miss as few as possible, finish in 8 trials"))
    ]
    for kind, (frame, target) in tables.items():
        path = space.root / f"{kind}.csv"
        frame.to_csv(path, index=False)
        dataset, _ = space.keep_dataset(load_file(path), name=f"{kind}.csv")
        draft = space.create_draft(dataset.id)
        spec = TaskSpec(task=kind, target=target, budget=Budget(trials=6), goal=f"Predict {target}")
        runs.append(_training(space, space.save_draft(draft.replaced(goal=spec.goal, spec=spec))))
    _until(lambda: all(status(space, run).ended for run in runs))
    return runs


def _training(space: Workspace, draft: Draft) -> str:
    return start_training(space, draft.id)


def _held(space: Workspace, run_id: str) -> str:
    """A run in its midst, its process halted there: it would slow down the pictures, and look different on each."""
    _until(lambda: sum(event.kind == "TrialFinished" for event in follow(space, run_id)[0]) >= 8)
    os.kill(_worker(space, run_id), signal.SIGSTOP)
    return run_id


def _worker(space: Workspace, run_id: str) -> int:
    return next(event.pid for event in follow(space, run_id)[0] if isinstance(event, JobStarted))


def _nasty(space: Workspace, root: Path) -> str:
    """A table with everything that may break a page: markup, formulas, emoji, long names and Chinese."""
    rows = "".join(f"{number},<i>b</i>,=cmd(),{'很长的单元格' * 8},😀,{number % 7}\n" for number in range(240))
    head = f'<b>x</b>[1],$y$ :smile:,"a, | `b`",{"a_very_long_column_name_" * 4},列名,score\n'
    dataset, _ = space.keep_dataset(
        load_file(_file(root, "nasty.csv", (head + rows).encode())), name="<b>nasty</b> $x$.csv"
    )
    return dataset.id


def _file(root: Path, name: str, content: bytes) -> Path:
    path = root / name
    path.write_bytes(content)
    return path


def _until(done: Callable[[], bool]) -> None:
    for _ in range(3_000):
        if done():
            return
        time.sleep(0.3)
    raise SystemExit("a run for the pictures did not end")


def _tick_two(page: Page) -> None:
    for number in (0, 1):
        page.locator("[class*=st-key-runs-compare-] label").nth(number).click()
        settle(page)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="pages, separated by commas")
    parser.add_argument("--quick", action="store_true", help="one language and one look alone")
    options = parser.parse_args()
    OUT.mkdir(exist_ok=True)
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["AUTOGLM_WORKSPACE"] = folder
        shots = states(Path(folder), {name for name in options.only.split(",") if name})
        most = 1 if options.quick else 2
        looks = list(product(SIZES, SCHEMES[:most], LANGUAGES[:most]))
        with served(Path(folder)) as address, sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for look in looks:
                problems += taken(browser, address, shots, *look)
                sheet(shots, *look)
            browser.close()
        for run in Workspace(Path(folder)).runs():
            if run.status.active:
                os.kill(_worker(Workspace(Path(folder)), run.id), signal.SIGCONT)
                Workspace(Path(folder)).delete_run(run.id)
    print("\n".join(problems) or f"{len(shots) * len(looks)} pictures in {OUT}, nothing wrong seen by the machine")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()

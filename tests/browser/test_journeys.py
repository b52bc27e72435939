"""The whole way in a real browser: upload, goal in Chinese, train through kills and restarts, take the model away."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from autoglm_core import events as ev
from autoglm_core.events import EventLog
from tests.browser.conftest import ROOT, Server, settled, worded

DATASETS = ROOT.parent / "shared" / "datasets"


@dataclass(frozen=True)
class Journey:
    name: str
    target: str
    trials: int


# More trials than are run: however fast the machine, the run is still going when it is killed; then “finish now”.
JOURNEYS = [Journey("telco_churn", "Churn", 900), Journey("abalone", "rings", 900), Journey("glass", "Type", 900)]


def run_id(page: Page) -> str:
    return re.search(r"[?&]run=([^&]+)", page.url).group(1)


def finished(folder: Path) -> dict[int, float]:
    events, _ = EventLog(folder / "events.jsonl").read(0)
    return {event.number: event.score for event in events if isinstance(event, ev.TrialFinished)}


def wait_for(page: Page, true: Callable[[], bool]) -> None:
    for _ in range(1200):
        if true():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"it did not happen; the page says: {page.locator('body').inner_text()[:1500]}")


def upload_and_plan(page: Page, server: Server, journey: Journey) -> None:
    page.goto(f"{server.url}/?lang=zh")
    settled(page)
    page.locator("input[type=file]").set_input_files(DATASETS / journey.name / "train.csv")
    page.wait_for_url(re.compile(r"/data\?.*draft="))
    settled(page)
    rows = len(pd.read_csv(DATASETS / journey.name / "train.csv"))
    expect(page.get_by_text(f"{rows:,}", exact=True).first).to_be_visible()
    page.reload()
    settled(page)
    page.locator(".st-key-data-next button").click()
    page.wait_for_url(re.compile(r"/goal\?"))
    settled(page)
    box = page.locator("textarea").first
    box.fill(f"预测 {journey.target}，做 {journey.trials} 次试验")
    page.locator(".st-key-goal-read button").click()
    expect(page.locator(".st-key-plan-sentence")).to_contain_text(journey.target)
    page.reload()  # a reload before a run loses nothing
    settled(page)
    expect(page.locator("textarea").first).to_have_value(f"预测 {journey.target}，做 {journey.trials} 次试验")
    expect(page.locator(".st-key-plan-sentence")).to_contain_text(f"{journey.trials} 次")


def attempts_shown(page: Page) -> int:
    """Finished attempts as the page says: “3 / 12”."""
    text = page.locator("body").inner_text()
    found = re.search(r"(\d+) / \d+", text)
    return int(found.group(1)) if found else 0


@pytest.mark.skipif(not DATASETS.exists(), reason="the shared data sets are not beside the repository")
@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)
def test_from_a_file_to_a_model_in_hand(page: Page, server: Server, tmp_path: Path, journey: Journey) -> None:
    upload_and_plan(page, server, journey)
    page.locator(".st-key-goal-start button").click()
    page.wait_for_url(re.compile(r"/train\?.*run="))
    address, folder = page.url, server.workspace / "runs" / run_id(page)

    # Two live updates, without touching the page.
    wait_for(page, lambda: attempts_shown(page) >= 1)
    seen = attempts_shown(page)
    wait_for(page, lambda: attempts_shown(page) > seen)

    # Reloaded in mid-run, it is found again.
    page.reload()
    wait_for(page, lambda: attempts_shown(page) > seen)

    # The worker is killed: nothing finished is lost, and the run goes on.
    worker = json.loads((folder / "worker.json").read_text())["pid"]
    os.kill(worker, signal.SIGKILL)
    before = finished(folder)
    assert before
    page.locator(".st-key-train-take-up button").click()
    wait_for(page, lambda: len(finished(folder)) > len(before))
    assert before.items() <= finished(folder).items()

    # The server is restarted in mid-run and the deep link opened.
    server.restart()
    page.goto(address)
    so_far = len(finished(folder))
    wait_for(page, lambda: attempts_shown(page) > so_far)
    page.locator(".st-key-train-finish button").first.click()
    expect(page.locator(".st-key-train-done")).to_be_visible(timeout=120_000)
    assert before.items() <= finished(folder).items()

    inspect_and_take_away(page, server, tmp_path, journey)


def inspect_and_take_away(page: Page, server: Server, tmp_path: Path, journey: Journey) -> None:
    page.locator(".st-key-train-inspect button").click()
    page.wait_for_url(re.compile(r"/inspect\?"))
    settled(page)
    result = json.loads((server.workspace / "runs" / run_id(page) / "result.json").read_text())
    assert result["target"] == journey.target
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    assert not page.get_by_text("Traceback").count()

    page.goto(page.url.replace("/inspect", "/use"))
    settled(page)
    package = prepare_and_download(page, "package", tmp_path / "model.zip")
    rows = pd.read_csv(DATASETS / journey.name / "test.csv").drop(columns=journey.target).head(25)
    rows.to_csv(tmp_path / "rows.csv", index=False)
    shown = score_file(page, tmp_path)
    code = (
        "import sys; from autoglm_core import load\n"
        "print(load(sys.argv[1]).predict(sys.argv[2]).to_json(orient='values', double_precision=15))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(package), str(tmp_path / "rows.csv")],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    elsewhere = pd.Series(json.loads(done.stdout))
    if result["classes"]:
        assert list(elsewhere.astype(str)) == list(shown.astype(str))
    else:
        pd.testing.assert_series_equal(elsewhere.astype(float), shown.astype(float), check_names=False, rtol=1e-6)


def prepare_and_download(page: Page, exporter: str, target: Path) -> Path:
    open_tab(page, "use-tab-downloads")
    page.locator(f".st-key-use-prepare-{exporter} button").click()
    button = page.locator(f"[class*=st-key-use-download-{exporter}] button").first
    button.wait_for()
    settled(page)
    with page.expect_download() as download:
        button.click()
    download.value.save_as(target)
    return target


def open_tab(page: Page, key: str) -> None:
    page.get_by_role("tab", name=worded(key, "zh")).click()
    settled(page)


def score_file(page: Page, tmp_path: Path) -> pd.Series:
    """The predictions that the page gives for rows.csv, in the order of its rows."""
    open_tab(page, "use-tab-file")
    page.locator("input[type=file]").set_input_files(tmp_path / "rows.csv")
    button = page.locator(".st-key-use-download-csv button").first
    button.wait_for()
    settled(page)
    with page.expect_download() as download:
        button.click()
    download.value.save_as(tmp_path / "scored.csv")
    return pd.read_csv(tmp_path / "scored.csv")["prediction"]

"""The demo with the network really off: server and browser in a network namespace that has no route out."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, Server, settled, worded

INSIDE = "AUTOGLM_TEST_NO_NETWORK"
SIOCSIFFLAGS, IFF_UP = 0x8914, 1


def may_unshare() -> bool:
    unshare = shutil.which("unshare")
    return (
        unshare is not None
        and subprocess.run([unshare, "-n", "true"], check=False, capture_output=True).returncode == 0
    )


def raise_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh", b"lo", IFF_UP))


@pytest.mark.skipif(INSIDE in os.environ, reason="this is the inside")
@pytest.mark.skipif(not may_unshare(), reason="network namespaces are not allowed here")
def test_the_demo_needs_no_network() -> None:
    command = ["unshare", "-n", sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", __file__, "-k", "demo_inside"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, INSIDE: "1"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert "1 passed" in done.stdout


@pytest.fixture
def no_network() -> None:
    """Bring up loopback, which a new namespace leaves down; must come before the server."""
    raise_loopback()
    assert Path("/proc/net/route").read_text().count("\n") <= 1, "there is a route out"


@pytest.mark.skipif(INSIDE not in os.environ, reason="run by test_the_demo_needs_no_network in a namespace of its own")
def test_demo_inside(no_network: None, server: Server, page: Page, tmp_path: Path) -> None:
    page.goto(f"{server.url}/?lang=en")
    settled(page)
    page.locator(".st-key-start-with-loans button").click()
    page.wait_for_url(re.compile(r"/data\?.*draft="))
    settled(page)
    page.locator(".st-key-data-next button").click()
    page.wait_for_url(re.compile(r"/goal\?"))
    settled(page)
    page.locator(".st-key-goal-sample-0 button").click()
    expect(page.locator(".st-key-plan-sentence")).to_be_visible()
    settled(page)
    box = page.locator("textarea").first
    box.fill(box.input_value() + " Use 4 trials.")
    page.locator(".st-key-goal-read button").click()
    expect(page.locator(".st-key-plan-sentence")).to_contain_text("4 trials")
    page.locator(".st-key-goal-start button").click()
    page.wait_for_url(re.compile(r"/train\?.*run="))
    expect(page.locator(".st-key-train-done")).to_be_visible(timeout=240_000)
    page.locator(".st-key-train-inspect button").click()
    page.wait_for_url(re.compile(r"/inspect\?"))
    settled(page)
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    page.goto(page.url.replace("/inspect", "/use"))
    settled(page)
    page.get_by_role("tab", name=worded("use-tab-downloads", "en")).click()
    page.locator(".st-key-use-prepare-report button").click()
    button = page.locator("[class*=st-key-use-download-report] button").first
    button.wait_for()
    settled(page)
    with page.expect_download() as download:
        button.click()
    download.value.save_as(tmp_path / "report.html")
    assert "</html>" in (tmp_path / "report.html").read_text(encoding="utf-8")

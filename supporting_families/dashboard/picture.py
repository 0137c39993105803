"""Run by Superset's own Python, never imported: a picture of a page of Superset, as a browser
shows it. The session comes from the environment, so that it is in no command.

Says, as JSON, how many charts the page asked data for, and what went wrong.
"""

import json
import os
import sys

from playwright.sync_api import Page, sync_playwright

WIDTH = 1600
HEIGHT = 1200  # at first; then as high as the page
PATIENCE = 120_000  # milliseconds
ASKED = "/api/v1/chart/data"
CHARTS = ".dashboard-component-chart-holder"
WAITING = ".dashboard-component-chart-holder .loading"
WRONG = "[data-test='error-message'], .ant-alert-error, .missing-chart-container"
SCROLLED = "() => document.querySelector('.grid-container').getBoundingClientRect().bottom"
SETTLED = 2500  # milliseconds: charts draw themselves with a movement


def main(browser_file: str, page_address: str, target: str) -> None:
    """Open the page, wait for every chart, and take the picture."""
    answers = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_file, args=["--no-sandbox", "--no-proxy-server"]
        )
        context = browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, locale="en-GB", timezone_id="Europe/London"
        )
        context.add_cookies(
            [{"name": "session", "value": os.environ["SF_SESSION"], "url": page_address}]
        )
        page = context.new_page()
        page.on("response", lambda one: answers.append(one) if ASKED in one.url else None)
        page.goto(page_address, timeout=PATIENCE)
        page.wait_for_selector(CHARTS, timeout=PATIENCE)
        _wait(page)
        height = int(page.evaluate(SCROLLED)) + 60
        page.set_viewport_size({"width": WIDTH, "height": max(height, HEIGHT)})
        _wait(page)
        page.screenshot(path=target)
        wrong = [one.inner_text() for one in page.query_selector_all(WRONG)]
        browser.close()
    wrong += [f"{one.status} for {one.url}" for one in answers if not one.ok]
    print(json.dumps({"answers": sum(one.ok for one in answers), "wrong": wrong}))


def _wait(page: Page) -> None:
    page.wait_for_timeout(SETTLED)
    page.wait_for_function(
        f'() => !document.querySelector("{WAITING}")', timeout=PATIENCE
    )
    page.wait_for_load_state("networkidle", timeout=PATIENCE)
    page.wait_for_timeout(SETTLED)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""What the judge of all pages finds, and what it does not look at twice."""

import pytest

from tests.browser.window import Judge

pytestmark = pytest.mark.browser
PAGE = """<!doctype html><html lang="de"><head><title>Seite</title>
<meta name="viewport" content="width=device-width">
<style>{style} a {{ display: inline-block; padding: 8px }}</style></head>
<body><main><h1>Seite</h1><ul>{rows}</ul>{more}</main></body></html>"""
ROW = '<li><a href="/{0}">Zeile {0}</a></li>'


def shown(page, more="", style="", rows=3):
    page.set_content(PAGE.format(style=style, more=more, rows="".join(ROW.format(n) for n in range(rows))))
    return page


@pytest.fixture
def page(visit):
    return visit().page


@pytest.mark.parametrize(
    ("more", "style", "found"),
    [
        ('<p><a href="/x"></a></p>', "", "link-name"),
        ("<p>grau</p>", "p { color: #999 }", "color-contrast"),
        ("<p>grau</p>", "@media (prefers-color-scheme: dark) { p { color: #999 } }", "prefers-color-scheme"),
        ("<p>grau</p>", "@media (prefers-contrast: more) { p { color: #666 } }", "color-contrast-enhanced"),
        ('<p class="wide"><a href="/x"></a></p>', "@media (width < 1000px) { .wide { display: none } }", "link-name"),
        ("<p>breit</p>", "p { width: 330px }", "at 320 px: it is"),
        ('<button class="small">x</button>', ".small { width: 20px; padding: 0; border: 0 }", "is 20×"),
        ('<p id="a">eins</p><p id="a">zwei</p>', "", "the id a twice"),
    ],
    ids=["name", "contrast", "in the dark", "more contrast", "on a desktop", "reflow", "target", "ids"],
)
def test_it_finds(page, axe, more, style, found):
    first = Judge(axe).barriers(shown(page, more, style))

    assert any(found in each for each in first), first


def test_it_looks_at_a_structure_once_and_at_a_row_once(page, axe):
    judge = Judge(axe)
    bad = '<p><a href="/x"></a></p>'

    assert judge.barriers(shown(page)) == []
    assert page.locator("li").count() == 1
    assert judge.barriers(shown(page, bad, rows=5)) != []
    assert judge.barriers(shown(page, bad, rows=9)) == []

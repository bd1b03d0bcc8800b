"""Padlock's sandbox in a test suite of your own: Selenium and plain HTTP, with nothing of Padlock's in Python.

The site of docs/first-padlock.md is the site under test (Debian: python3-selenium, chromium-driver; elsewhere: pip install selenium):

    npm run --silent padlock -- sandbox                                # in one terminal; with the package, npx padlock sandbox
    python3 docs/examples/first-padlock/site.py                        # in another
    python3 docs/examples/selenium-python/test_padlock.py              # and here (Debian's packages: /usr/bin/python3)

SITE, SANDBOX, CHROME and CHROMEDRIVER in the environment name others.
"""

import json
import os
import unittest
import urllib.error
import urllib.request
from urllib.parse import urlencode

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions
from selenium.webdriver.support.ui import WebDriverWait

SITE = os.environ.get('SITE', 'http://localhost:8000')
SANDBOX = os.environ.get('SANDBOX', 'http://127.0.0.1:4280')


def sandbox(method, path, body=None):
    """One call of the control API of the site 4242: (status, answer). The OpenAPI document is at SANDBOX/control/openapi.json."""
    request = urllib.request.Request(
        f'{SANDBOX}/control/v1/tenants/4242{path}',
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={'Content-Type': 'application/json'},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            status, text = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read()
    return status, json.loads(text) if text else None


def browser():
    options = Options()
    options.add_argument('--headless=new')
    options.add_argument('--no-sandbox')  # for containers that run as root
    if 'CHROME' in os.environ:
        options.binary_location = os.environ['CHROME']
    driver = os.environ.get('CHROMEDRIVER')
    return webdriver.Chrome(options=options, service=Service(driver) if driver else Service())


class PadlockTest(unittest.TestCase):
    def setUp(self):
        # Visitors, conversations and faults of the test before are forgotten; keys and settings stay.
        self.assertEqual(sandbox('POST', '/reset')[0], 204)
        self.browser = browser()
        self.addCleanup(self.browser.quit)

    def chat(self):
        """What activate came to, as the page shows it."""
        shown = lambda driver: driver.find_element(By.ID, 'chat').text
        WebDriverWait(self.browser, 20).until(lambda driver: shown(driver).startswith('authentication-'))
        return shown(self.browser)

    def press(self, form):
        """Each of the forms leads to another page: what is read after this is read there, and never on the page before."""
        button = self.browser.find_element(By.CSS_SELECTOR, f'#{form} button')
        button.click()
        WebDriverWait(self.browser, 20).until(expected_conditions.staleness_of(button))

    def test_the_agent_sees_a_padlock_beside_a_signed_in_visitor(self):
        self.browser.get(SITE)
        self.press('sign-in')
        # Answers as soon as there is a padlock; 408, and what was there instead, when none comes in time.
        status, conversation = sandbox('GET', '/padlock?' + urlencode({'userId': 'account-7f3a', 'timeout': 20}))
        self.assertEqual(status, 200, conversation)
        self.assertTrue(conversation['padlock'])

    def test_the_padlock_goes_at_sign_out(self):
        self.browser.get(SITE)
        self.press('sign-in')
        self.chat()
        self.press('sign-out')
        self.assertEqual(self.browser.find_element(By.ID, 'who').text, 'Nobody is signed in.')
        # The new page activates for a guest: what came before it has reached the desk.
        self.chat()
        self.assertEqual([it['padlock'] for it in sandbox('GET', '/conversations')[1] if it['userId']], [False])

    def test_the_page_survives_an_outage_of_iadvize(self):
        self.assertEqual(sandbox('PUT', '/fault', {'name': 'exchange-server-error'})[0], 200)
        self.browser.get(SITE)
        self.press('sign-in')
        self.assertEqual(
            self.chat(), 'authentication-failure: Failed to fetch authentication with a server error'
        )
        self.assertEqual(self.browser.find_element(By.ID, 'who').text, 'Signed in as Ada.')
        self.assertEqual([it for it in sandbox('GET', '/conversations')[1] if it['padlock']], [])

    def test_the_token_is_sound(self):
        self.browser.get(SITE)
        self.press('sign-in')
        self.chat()
        newest = sandbox('GET', '/activations?limit=1')[1][0]
        self.assertEqual(newest['token']['findings'], [], 'what Padlock says is wrong, with the cure')


if __name__ == '__main__':
    unittest.main()

// The same call in other languages, to copy.
import { query } from './api.js';

const element = (id) => document.getElementById(id);

const texts = {
  curl: (url) => `curl --data-binary @photo.jpg '${url}'`,
  python: (url) => `import json, urllib.request

with open("photo.jpg", "rb") as photo:
    request = urllib.request.Request("${url}", photo.read(), method="POST")
with urllib.request.urlopen(request) as response:
    for face in json.load(response)["faces"]:
        print(face["status"], face["stages"], face["landmarks"][0])`,
  javascript: (url) => `import { readFile } from 'node:fs/promises';

const response = await fetch('${url}', {
  method: 'POST',
  body: await readFile('photo.jpg'), // in a browser: the File of an <input>
});
const { faces } = await response.json();
for (const face of faces) console.log(face.status, face.stages, face.landmarks[0]);`,
};

/** The tabs with the call; `limits` says what it asks for now. */
export class Snippets {
  #limits;
  #language = 'curl';

  constructor(limits) {
    this.#limits = limits;
    const tabs = [...document.querySelectorAll('[data-code]')];
    tabs.forEach((tab, i) => {
      tab.addEventListener('click', () => this.#choose(tabs, tab));
      tab.addEventListener('keydown', ({ key }) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
        if (!step) return;
        const next = tabs[(i + step + tabs.length) % tabs.length];
        next.focus();
        this.#choose(tabs, next);
      });
    });
    element('copy').addEventListener('click', () => this.#copy());
    this.show();
  }

  show() {
    element('code').textContent = texts[this.#language](`${location.origin}/v1/landmarks${query(this.#limits())}`);
  }

  #choose(tabs, chosen) {
    this.#language = chosen.dataset.code;
    for (const tab of tabs) {
      tab.setAttribute('aria-selected', String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
    }
    element('code').setAttribute('aria-labelledby', chosen.id);
    this.show();
  }

  // Without https a page may not write to the clipboard; then the text is selected for the reader to copy.
  async #copy() {
    try {
      await navigator.clipboard.writeText(element('code').textContent);
      element('copy').textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(element('code'));
      element('copy').textContent = 'Selected';
    }
    setTimeout(() => (element('copy').textContent = 'Copy'), 2000);
  }
}

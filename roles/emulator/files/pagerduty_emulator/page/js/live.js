// Copyright: (c) 2026, community.pagerduty contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Keeps the page up to date: the stream of changes, and the panels that read again what changed.
 */

import {byId} from './dom.js';
import {Outdated, Rejected, chosen} from './api.js';
import {announce, say, warn} from './messages.js';

const PAUSE_MILLISECONDS = 300;
const RETRY_MILLISECONDS = 1000;

const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** A part of the page that reads its content from the emulator when one of its topics changes. */
export class Panel {
  #running = false;
  #again = false;

  /** topics: those of the stream; load: an async function that reads and shows the content */
  constructor(topics, load) {
    this.topics = new Set(topics);
    this.load = load;
  }

  /** Reads the content again. Many calls in a short time cause few requests. */
  async refresh() {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    do {
      this.#again = false;
      try {
        await this.load();
      } catch (error) {
        // Without a connection, the page shows this already, and reads everything when it is connected again.
        if (error instanceof Rejected) warn(error.message);
        else if (!(error instanceof Outdated || error instanceof TypeError)) console.error(error);
      }
      await sleep(PAUSE_MILLISECONDS);
    } while (this.#again);
    this.#running = false;
  }
}

/** The stream of changes. It connects again by itself, also when the emulator was started again. */
export class Stream {
  #source = null;
  #retry = null;
  #wasConnected = false;

  /** connected: called after each connection; changed: called with the topics that changed */
  constructor(connected, changed) {
    this.connected = connected;
    this.changed = changed;
    // A hidden page needs no updates. Browsers also limit the number of connections to a server.
    document.addEventListener('visibilitychange', () => (document.hidden ? this.close() : this.open()));
  }

  /** Connects, and replaces an earlier connection. */
  open() {
    this.close();
    const source = new EventSource(`/_emulator/stream?account=${encodeURIComponent(chosen.account)}`);
    source.addEventListener('started', () => this.#opened());
    source.addEventListener('changed', (event) => this.changed(JSON.parse(event.data).topics));
    source.addEventListener('error', () => this.#failed(source));
    this.#source = source;
  }

  close() {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
  }

  #opened() {
    if (byId('connection').dataset.state === 'lost') announce('The connection is restored.');
    this.#show('connected', 'Connected');
    this.#wasConnected = true;
    this.connected();
  }

  #failed(source) {
    if (source !== this.#source) return;
    if (this.#wasConnected) say('The connection to the emulator is lost. The page connects again by itself.');
    this.#wasConnected = false;
    this.#show('lost', 'Not connected');
    // Browsers give up after some kinds of errors.
    this.close();
    this.#retry = setTimeout(() => this.open(), RETRY_MILLISECONDS);
  }

  #show(state, label) {
    byId('connection').dataset.state = state;
    byId('connection').textContent = label;
  }
}

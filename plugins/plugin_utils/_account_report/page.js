// Copyright: (c) 2026, community.pagerduty contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// The search and the filters of the map. Without scripts, the page shows everything.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ");

  // Times in the time zone of the reader, as a tooltip.
  for (const time of all("time")) {
    const moment = new Date(time.dateTime);
    if (!Number.isNaN(moment.getTime())) {
      time.title = moment.toLocaleString("en", { dateStyle: "medium", timeStyle: "long" });
    }
  }

  // On paper, everything is visible.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    closed.forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((one) => { one.open = false; }));

  const form = document.querySelector(".tools");
  if (!form) return;
  const search = byId("search"), team = byId("team"), status = byId("status"), found = byId("found"), fold = byId("fold");
  const teams = all(".team").map((element) => ({
    element,
    policies: all(".policy", element).map((policy) => {
      const chain = `${folded(policy.querySelector(".chain").textContent)} ${folded(element.querySelector("h3").textContent)}`;
      return {
        element: policy,
        text: chain,
        health: policy.dataset.health,
        heading: policy.querySelector(".services h5"),
        services: all(".service", policy).map((service) => ({
          element: service,
          text: `${folded(service.textContent)} ${chain}`,
          health: service.dataset.health,
        })),
      };
    }),
  }));
  const number = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;
  const total = all(".service").length;

  const apply = () => {
    const words = folded(search.value).split(" ").filter(Boolean);
    const isFiltered = words.length > 0 || team.value !== "" || status.value !== "";
    const matches = (one) =>
      words.every((word) => one.text.includes(word)) &&
      (!status.value || one.health === "problem" || (status.value === "any" && one.health !== ""));
    let shown = 0;
    for (const group of teams) {
      const isSelected = !team.value || group.element.id === team.value;
      let policies = 0;
      for (const policy of group.policies) {
        let services = 0;
        for (const service of policy.services) {
          const isShown = isSelected && matches(service);
          service.element.hidden = !isShown;
          services += isShown;
        }
        const isShown = services > 0 || (policy.services.length === 0 && isSelected && matches(policy));
        policy.element.hidden = !isShown;
        const length = policy.services.length;
        policy.heading.textContent = services === length ? number(length, "service") : `${services} of ${number(length, "service")}`;
        policies += isShown;
        shown += services;
      }
      group.element.hidden = policies === 0;
    }
    const listed = isFiltered ? `${shown} of ${number(total, "service")}` : number(total, "service");
    found.textContent = isFiltered && shown === 0 ? `No service matches. ${listed}` : listed;
  };

  const setFold = (isFolded) => {
    teams.forEach((group) => { group.element.open = !isFolded; });
    fold.textContent = isFolded ? "Expand all teams" : "Collapse all teams";
    fold.setAttribute("aria-pressed", String(isFolded));
  };
  const clear = () => { form.reset(); apply(); };

  // A link to a service also works if the service is filtered out, or in a part that is collapsed.
  const reveal = () => {
    const target = byId(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.closest("[hidden]")) clear();
    for (let one = target.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
    target.scrollIntoView();
    if (target.matches(".service")) target.focus({ preventScroll: true });
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", apply);
  search.addEventListener("keydown", (event) => { if (event.key === "Escape") { search.value = ""; apply(); } });
  byId("clear").addEventListener("click", () => { clear(); search.focus(); });
  fold.addEventListener("click", () => setFold(fold.getAttribute("aria-pressed") === "false"));
  addEventListener("hashchange", reveal);
  apply();
  reveal();
})();

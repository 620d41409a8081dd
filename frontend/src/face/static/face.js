// The page at `/`: signs in and out through allauth's headless API and keeps the states fresh.

const AUTH = "/_allauth/browser/v1/auth";
const LOOK_AGAIN_MS = 10_000;

const page = {
  signIn: document.querySelector("[data-sign-in]"),
  signOut: document.querySelector("[data-sign-out]"),
  reveal: document.querySelector("[data-reveal]"),
  overall: document.querySelector("[data-overall]"),
  parts: document.querySelector("[data-parts]"),
  token: document.querySelector("[name=csrfmiddlewaretoken]"),
};

function ask(path, { method = "GET", body } = {}) {
  return fetch(path, {
    method,
    headers: {
      Accept: "application/json",
      "Accept-Language": document.documentElement.lang,
      ...(body && { "Content-Type": "application/json" }),
      ...(method !== "GET" && { "X-CSRFToken": page.token.value }),
    },
    body: body && JSON.stringify(body),
  });
}

// First the password, then, if the account has one, the second factor.
async function signIn(form) {
  const typed = Object.fromEntries(new FormData(form));
  const wantsCode = !form.elements.code.disabled;
  const path = wantsCode ? "/2fa/authenticate" : "/login";
  const body = wantsCode ? { code: typed.code } : { email: typed.email, password: typed.password };
  const answer = await ask(AUTH + path, { method: "POST", body });
  if (answer.ok || answer.status === 409) {
    location.reload();
    return "";
  }
  return trouble(form, answer.status, await answer.json().catch(() => ({})));
}

function trouble(form, status, answer) {
  const flows = answer.data?.flows ?? [];
  if (flows.some((flow) => flow.id === "mfa_authenticate" && flow.is_pending)) {
    askForCode(form);
    return "";
  }
  if (status === 429) {
    return form.dataset.tooMany;
  }
  const told = (answer.errors ?? []).map((error) => error.message).join(" ");
  return told || form.dataset.failed;
}

function askForCode(form) {
  form.querySelector("[data-step=password]").hidden = true;
  form.querySelector("[data-step=code]").hidden = false;
  form.elements.code.disabled = false;
  form.elements.code.focus();
}

async function submit(form) {
  const button = form.querySelector("[data-submit]");
  const said = form.querySelector("[data-trouble]");
  const label = button.textContent;
  button.setAttribute("aria-disabled", "true");
  button.textContent = form.dataset.busy;
  said.textContent = "";
  said.textContent = await signIn(form).catch(() => form.dataset.offline);
  button.removeAttribute("aria-disabled");
  button.textContent = label;
}

function reveal(button) {
  const field = document.getElementById("password");
  const shown = field.type === "password";
  field.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
  button.textContent = shown ? button.dataset.hide : button.dataset.show;
}

function show({ parts }) {
  const states = Object.entries(parts);
  for (const [name, state] of states) {
    const row = page.parts?.querySelector(`[data-part="${name}"]`);
    if (row && row.dataset.state !== state) {
      row.dataset.state = state;
      row.querySelector(".state").textContent = page.parts.dataset[state];
    }
  }
  showOverall(states.every(([, state]) => state === "up") ? "up" : "down");
}

function showOverall(state) {
  const words = page.overall.querySelector("[data-words]");
  const text = page.overall.dataset[state];
  page.overall.dataset.state = state === "up" ? "up" : "down";
  if (words.textContent !== text) {
    words.textContent = text;
  }
}

async function look() {
  if (document.hidden) {
    return;
  }
  try {
    const answer = await ask("/health/ready");
    show(await answer.json());
    if (answer.ok && !page.signIn && !page.signOut) {
      location.reload();
    }
  } catch {
    showOverall("offline");
  }
}

page.signIn?.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!event.target.querySelector("[data-submit][aria-disabled]")) {
    submit(event.target);
  }
});
page.reveal?.addEventListener("click", () => reveal(page.reveal));
page.signOut?.addEventListener("click", async () => {
  await ask(`${AUTH}/session`, { method: "DELETE" }).catch(() => undefined);
  location.reload();
});
document.addEventListener("visibilitychange", look);
setInterval(look, LOOK_AGAIN_MS);

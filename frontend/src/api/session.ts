/** Coming in and leaving: signing in and up, forgotten passwords, confirmed addresses. */
import { ask, isRecord, pending, textIn } from "./allauth";
import type { Problem } from "./problems";

/** How far a login has come: in, or what is still asked. */
export type Progress = "in" | "code" | "confirm_email";

/** Start a login; somebody signed in already is in. */
export async function signIn(email: string, password: string): Promise<Progress> {
  return progressOf(await ask("POST", "/auth/login", { body: { email, password } }));
}

/** Finish a login with a code of the second factor, or one of the recovery codes. */
export async function enterCode(code: string): Promise<Progress> {
  const answer = await ask("POST", "/auth/2fa/authenticate", { body: { code } });
  if (answer.status === 401 && pending(answer).length === 0) throw STALE;
  return progressOf(answer);
}

export async function signOut(): Promise<void> {
  await ask("DELETE", "/auth/session");
}

/** Tell whether strangers may sign up here. */
export async function isSignUpOpen(): Promise<boolean> {
  const { data } = await ask("GET", "/config");
  const account = isRecord(data) ? data.account : null;
  return isRecord(account) && account.is_open_for_signup === true;
}

export async function signUp(email: string, password: string): Promise<Progress> {
  return progressOf(await ask("POST", "/auth/signup", { body: { email, password } }));
}

/** Have a link sent that lets one set a new password; says nothing about who has an account. */
export async function requestReset(email: string): Promise<void> {
  await ask("POST", "/auth/password/request", { body: { email } });
}

/** Return whose password the link sets; throws when it is used up or too old. */
export async function ownerOfReset(key: string): Promise<string> {
  const { data } = await ask("GET", "/auth/password/reset", {
    headers: { "X-Password-Reset-Key": key },
  });
  return textIn(isRecord(data) ? data.user : null, "email");
}

export async function resetPassword(key: string, password: string): Promise<void> {
  await ask("POST", "/auth/password/reset", { body: { key, password } });
}

/** Confirm an address by the key of its link; tells whether that finished a login. */
export async function confirmEmail(key: string): Promise<Progress | null> {
  const answer = await ask("POST", "/auth/email/verify", { body: { key } });
  return answer.status === 200 ? "in" : null;
}

/** The half-done login was forgotten: it begins again with the password. */
const STALE: Problem = {
  code: "login_stale",
  status: 401,
  title: "",
  detail: "",
  errors: [],
};

function progressOf(answer: Awaited<ReturnType<typeof ask>>): Progress {
  const left = pending(answer);
  if (left.includes("mfa_authenticate")) return "code";
  if (left.includes("verify_email")) return "confirm_email";
  return "in";
}

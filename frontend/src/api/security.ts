/** What one's own account is guarded by: password, second factor, the browsers signed in. */
import { type Answer, ask, isRecord, recordsIn, textIn } from "./allauth";

export interface Browser {
  id: number;
  agent: string;
  address: string;
  since: Date;
  isThis: boolean;
}

export interface SecondFactor {
  isOn: boolean;
  codesLeft: number;
}

/** An app is shown the secret as a link in a square code, or as text to type. */
export interface TotpSetup {
  secret: string;
  url: string;
}

/** The server wants the password once more before it does this. */
export class PasswordNeeded extends Error {}

const FACTORS = "/account/authenticators";

export async function browsers(): Promise<Browser[]> {
  return listOf(await ask("GET", "/auth/sessions")).map((one) => ({
    id: Number(one.id),
    agent: textIn(one, "user_agent"),
    address: textIn(one, "ip"),
    since: new Date(Number(one.created_at) * 1000),
    isThis: one.is_current === true,
  }));
}

export async function signBrowsersOut(sessions: number[]): Promise<void> {
  await ask("DELETE", "/auth/sessions", { body: { sessions } });
}

export async function changePassword(current: string, next: string): Promise<void> {
  const body = { current_password: current, new_password: next };
  await ask("POST", "/account/password/change", { body });
}

export async function confirmPassword(password: string): Promise<void> {
  await ask("POST", "/auth/reauthenticate", { body: { password } });
}

export async function secondFactor(): Promise<SecondFactor> {
  const all = listOf(await ask("GET", FACTORS));
  const codes = all.find(({ type }) => type === "recovery_codes");
  return {
    isOn: all.some(({ type }) => type === "totp"),
    codesLeft: Number(codes?.unused_code_count ?? 0),
  };
}

/** Return a fresh secret to set the second factor up with. */
export async function beginTotp(): Promise<TotpSetup> {
  const { meta } = trusted(await ask("GET", `${FACTORS}/totp`));
  return { secret: textIn(meta, "secret"), url: textIn(meta, "totp_url") };
}

export async function turnTotpOn(code: string): Promise<void> {
  trusted(await ask("POST", `${FACTORS}/totp`, { body: { code } }));
}

export async function turnTotpOff(): Promise<void> {
  trusted(await ask("DELETE", `${FACTORS}/totp`));
}

/** Return the recovery codes that were not used yet. */
export async function recoveryCodes(): Promise<string[]> {
  return codesIn(await ask("GET", `${FACTORS}/recovery-codes`));
}

/** Make new recovery codes; the former ones open nothing any more. */
export async function renewRecoveryCodes(): Promise<string[]> {
  return codesIn(await ask("POST", `${FACTORS}/recovery-codes`, { body: {} }));
}

function codesIn(answer: Answer): string[] {
  const { data } = trusted(answer);
  const codes = isRecord(data) ? data.unused_codes : null;
  return Array.isArray(codes) ? codes.map(String) : [];
}

function trusted(answer: Answer): Answer {
  if (answer.status === 401) throw new PasswordNeeded();
  return answer;
}

function listOf(answer: Answer): Record<string, unknown>[] {
  return recordsIn(answer, "data");
}

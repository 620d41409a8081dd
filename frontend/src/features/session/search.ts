/** Where to go once signed in: a path of ours, or home. */
export interface SignInSearch {
  next?: string;
}

export function readSignInSearch(raw: Record<string, unknown>): SignInSearch {
  const { next } = raw;
  return typeof next === "string" && /^\/(?![/\\])/.test(next) ? { next } : {};
}

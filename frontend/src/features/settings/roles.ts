/** The roles, from most to least. */
import type { Role } from "../../api/me";
import type { Say } from "../../i18n/words";

export const ROLES = ["owner", "editor", "operator", "viewer"] as const satisfies Role[];

export function isRole(name: unknown): name is Role {
  return ROLES.some((role) => role === name);
}

/** Return the roles that may do no more than this one. */
export function rolesUpTo(role: Role): Role[] {
  return ROLES.slice(ROLES.indexOf(role));
}

/** Return roles as a choice, each with what it may do. */
export function roleChoices(roles: readonly Role[], say: Say) {
  return roles.map((role) => ({ value: role, label: say(`settings.role.${role}`) }));
}

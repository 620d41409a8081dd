/** The choices that a field has in the account, page by page. */
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { server } from "../../../../api/client";
import type { Fields } from "../../definition";
import { isMapped } from "../mapping/template";
import { useForm } from "./form-context";
import { type FieldSpec, isEntered } from "./schema";

const A_MINUTE = 60_000;
const PAUSE_MS = 300;

/** Why there are no choices to be had now, as far as it can be told without asking. */
export type Lack = { kind: "connection" } | { kind: "needs" | "mapped"; titles: string[] };

/** Return the choices of a field that match the search, and what is missing to ask for them. */
export function useChoices(spec: FieldSpec, search: string) {
  const form = useForm();
  const { service, connection, offer } = form;
  const lack = lackOf(spec, form);
  const values: Fields = Object.fromEntries(
    spec.needs.map((name) => [name, form.values[name] ?? null]),
  );
  const [wanted] = useDebouncedValue(search, PAUSE_MS);
  const query = useInfiniteQuery({
    queryKey: ["choices", service, connection, offer, spec.name, values, wanted],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam }) => {
      const { data, error } = await server.POST("/api/v1/connectors/{slug}/choices", {
        params: { path: { slug: service } },
        body: { ...offer, connection, field: spec.name, values, search: wanted, page: pageParam },
      });
      if (!data) throw error;
      return data;
    },
    getNextPageParam: ({ next }) => next,
    enabled: lack === null,
    staleTime: A_MINUTE,
    retry: false,
    placeholderData: keepPreviousData,
  });
  const choices = query.data?.pages.flatMap(({ results }) => results) ?? [];
  return { ...query, lack, choices: onlyOnce(choices) };
}

function lackOf(spec: FieldSpec, { connection, specs, values }: ReturnType<typeof useForm>) {
  if (!connection) return { kind: "connection" } satisfies Lack;
  const titles = (names: string[]) =>
    names.map((name) => specs.find((one) => one.name === name)?.title ?? name);
  const missing = spec.needs.filter((name) => !isEntered(values[name]));
  if (missing.length > 0) return { kind: "needs", titles: titles(missing) } satisfies Lack;
  const mapped = spec.needs.filter((name) => isMapped(values[name]));
  return mapped.length > 0 ? ({ kind: "mapped", titles: titles(mapped) } satisfies Lack) : null;
}

function onlyOnce<One extends { value: string }>(all: One[]): One[] {
  return [...new Map(all.map((one) => [one.value, one])).values()];
}

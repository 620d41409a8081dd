/** What filling in steps asks the server. */
import { api } from "../../../api/client";

const A_DAY = 86_400_000;

export const functionsQuery = () =>
  api.queryOptions("get", "/api/v1/functions", {}, { staleTime: A_DAY });

export const operatorsQuery = () =>
  api.queryOptions("get", "/api/v1/operators", {}, { staleTime: A_DAY });

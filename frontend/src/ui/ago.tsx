import { useFormat } from "../i18n/format";

/** A moment as a distance from now; the exact one on hover. */
export function Ago({ at }: { at: string }) {
  const format = useFormat();
  return (
    <time dateTime={at} title={format.exact(at)}>
      {format.ago(at)}
    </time>
  );
}

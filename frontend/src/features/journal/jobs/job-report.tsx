import { Text } from "@mantine/core";
import { useWords } from "../../../i18n/words";
import { CheckReport } from "../completeness/check-report";
import { readReport } from "../completeness/report";
import { isOver, type Job } from "./queries";

interface Props {
  job: Job;
  report: Record<string, unknown>;
}

/** What a job has found, where its results don't say it all. */
export function JobReport({ job, report }: Props) {
  const say = useWords();
  if (job.kind === "check" && isOver(job))
    return <CheckReport report={readReport(report)} bundle={job.bundle} />;
  if (job.kind !== "erase") return null;
  const count = (name: string) => Number(report[name] ?? 0);
  return (
    <Text size="sm">
      {say("journal.erase.sums", {
        subjects: count("subjects"),
        rows: count("rows"),
        waiting: count("waiting"),
        samples: count("samples"),
      })}
    </Text>
  );
}

import { useMediaQuery } from "@mantine/hooks";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef } from "react";
import { LoadingRows } from "../../ui/loading";
import { DraftContext } from "./draft";
import classes from "./editor-frame.module.css";
import { BuilderHeader } from "./header/builder-header";
import { StepPanel } from "./panel/step-panel";
import type { Bundle } from "./queries";
import { StepList } from "./steps/step-list";
import { useOpening } from "./steps/use-open";
import { useStepKeys } from "./steps/use-step-keys";
import { useEditor } from "./use-editor";

const Flow = lazy(() => import("./flow/flow").then(({ Flow }) => ({ default: Flow })));
const route = getRouteApi("/shell/bundles/$id");
const PHONE = "(max-width: 48em)";

/** The builder: header, the flow or the list of steps, and the panel of the chosen one. */
export function EditorFrame({ bundle }: { bundle: Bundle }) {
  const editor = useEditor(bundle);
  const { drafting } = editor;
  useEffect(() => {
    document.title = `${bundle.name} · Svyazka`;
  }, [bundle.name]);
  return (
    <DraftContext value={drafting}>
      <div className={classes.frame} data-bleed>
        <BuilderHeader bundle={bundle} editor={editor} />
        <Workbench hintService={editor.hintService} />
      </div>
    </DraftContext>
  );
}

function Workbench({ hintService }: { hintService: (slug: string | null) => void }) {
  const isPhone = useMediaQuery(PHONE) ?? false;
  const { view } = route.useSearch();
  const { openId } = useOpening();
  const steps = useRef<HTMLDivElement>(null);
  useStepKeys(steps);
  return (
    <div className={classes.workbench}>
      <div ref={steps} className={classes.steps} hidden={isPhone && openId !== null}>
        {isPhone || view === "list" ? (
          <StepList />
        ) : (
          <Suspense fallback={<LoadingRows rows={4} height={60} />}>
            <Flow />
          </Suspense>
        )}
      </div>
      {openId !== null && <StepPanel id={openId} hintService={hintService} />}
    </div>
  );
}

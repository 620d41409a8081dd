/** Everything the builder works with: the draft, its saving, and what the server knows of it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useReducer, useState, useSyncExternalStore } from "react";
import { everyConnectionQuery } from "../../api/lists";
import { useMay, useMe } from "../../api/me";
import { say } from "../../i18n/words";
import { readyNotices, tell } from "../../ui/notice";
import { readDraft } from "./definition";
import { type Drafting, readSamples, serviceOf } from "./draft";
import { findingsOf, standing } from "./mistakes";
import { type Action, newBuilder, reduce } from "./model";
import {
  type Bundle,
  bundleQuery,
  checkQuery,
  connectorsQuery,
  samplesQuery,
  saveDraft,
} from "./queries";
import { Saver, type Saving } from "./saver";
import { takeBack, type Unsaved } from "./unsaved";

export interface Editor {
  drafting: Drafting;
  saver: Saver;
  saving: Saving;
  mayUndo: boolean;
  mayRedo: boolean;
  /** Show the events of a service before one of its connections is chosen. */
  hintService: (slug: string | null) => void;
}

export function useEditor(bundle: Bundle): Editor {
  const mayEdit = useMay("editor") && bundle.status !== "deleted";
  const { me } = useMe();
  const [unsaved] = useState(() => takeBack(bundle.id, me.user?.id ?? ""));
  const [builder, send] = useReducer(reduce, bundle.definition, (raw) => {
    const builder = newBuilder(readDraft(raw));
    return unsaved ? reduce(builder, { do: "replace", draft: unsaved.draft }) : builder;
  });
  const { draft } = builder;
  const dispatch = useCallback(
    (action: Action) => {
      if (mayEdit) send({ at: Date.now(), ...action });
    },
    [mayEdit],
  );
  const { saver, saving } = useSaver(bundle, draft, unsaved);
  useNewer(bundle, saver, send);
  const [hinted, hintService] = useState<string | null>(null);
  const known = useKnown(bundle.id);
  const { data: checked } = useQuery(checkQuery(bundle.id, saver.revision, saver.kept));
  const mistakes = useMemo(() => {
    const refused =
      saving.state === "refused" ? findingsOf(saving.draft, saving.problem.errors) : null;
    return [
      ...(checked ? standing(checked, draft) : []),
      ...(refused ? standing(refused, draft) : []),
    ];
  }, [checked, saving, draft]);
  const { catalog } = known;
  const triggerService =
    serviceOf(known, draft.trigger) ?? hinted ?? onlyServiceWith(catalog, draft.trigger.event);
  const drafting = useMemo<Drafting>(
    () => ({
      bundleId: bundle.id,
      draft,
      dispatch,
      ...known,
      triggerService,
      mistakes,
      mayEdit,
      save: () => saver.flush(),
    }),
    [bundle.id, draft, dispatch, known, triggerService, mistakes, mayEdit, saver],
  );
  return {
    drafting,
    saver,
    saving,
    mayUndo: mayEdit && builder.past.length > 0,
    mayRedo: mayEdit && builder.future.length > 0,
    hintService,
  };
}

/** Save the draft as it changes; `unsaved` is one that is still not at the server. */
function useSaver(bundle: Bundle, draft: Drafting["draft"], unsaved: Unsaved | null) {
  const cache = useQueryClient();
  const [saver] = useState(
    () =>
      new Saver(
        async (wanted, revision) => {
          const saved = await saveDraft(bundle.id, wanted, revision);
          cache.setQueryData(bundleQuery(bundle.id).queryKey, saved);
          void cache.invalidateQueries(samplesQuery(bundle.id));
          return { revision: saved.revision ?? revision };
        },
        unsaved
          ? { draft: readDraft(bundle.definition), revision: unsaved.revision }
          : { draft, revision: bundle.revision ?? 1 },
      ),
  );
  const saving = useSyncExternalStore(saver.watch, saver.look);
  useEffect(() => saver.want(draft), [saver, draft]);
  useEffect(() => () => saver.stop(), [saver]);
  useEffect(() => {
    if (unsaved) tell(say("builder.taken_back"));
  }, [unsaved]);
  useEffect(() => {
    readyNotices();
    const goOn = () => void saver.flush();
    window.addEventListener("online", goOn);
    return () => window.removeEventListener("online", goOn);
  }, [saver]);
  return { saver, saving };
}

/** Take over what somebody else saved, while there is nothing of one's own to lose. */
function useNewer(bundle: Bundle, saver: Saver, send: (action: Action) => void): void {
  const revision = bundle.revision ?? 1;
  useEffect(() => {
    if (revision <= saver.revision || !saver.isClean || saver.saving.state === "saving") return;
    const theirs = readDraft(bundle.definition);
    saver.adopt(theirs, revision);
    send({ do: "replace", draft: theirs, fresh: true });
    tell(say("builder.newer", { who: bundle.drafted_by || say("builder.somebody") }));
  }, [revision, bundle, saver, send]);
}

/** Return what the workspace and the bundle have to build with. */
function useKnown(id: string): Pick<Drafting, "catalog" | "connections" | "samples"> {
  const { data: cards } = useQuery(connectorsQuery());
  const { data: connections } = useQuery(everyConnectionQuery());
  const { data: samples } = useQuery(samplesQuery(id));
  return useMemo(
    () => ({
      catalog: cards?.results ?? [],
      connections: connections ?? [],
      samples: readSamples(samples),
    }),
    [cards, connections, samples],
  );
}

function onlyServiceWith(catalog: Drafting["catalog"], event?: string | null): string | null {
  const those = catalog.filter(({ triggers }) => triggers.some(({ name }) => name === event));
  return those.length === 1 ? (those[0]?.slug ?? null) : null;
}

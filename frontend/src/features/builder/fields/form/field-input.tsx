import type { Json } from "../../definition";
import { MappingInput } from "../mapping-input";
import { AnyInput } from "./any-input";
import { ChoiceInput } from "./choice-input";
import { Choosable } from "./choosable";
import { FlagInput } from "./flag-input";
import { useForm } from "./form-context";
import { ListField } from "./list-field";
import { LiveChoice } from "./live-choice";
import { MomentInput } from "./moment-input";
import { ObjectField } from "./object-field";
import type { FieldSpec } from "./schema";

/** One declared field, with the input of its kind. */
export function FieldInput({ spec }: { spec: FieldSpec }) {
  const { at, values, setField } = useForm();
  const { name, kind, title, help, isRequired, fallback } = spec;
  const onChange = (value: Json | undefined) => setField(name, value);
  const path = `fields/${name}`;
  const own = { spec, value: values[name], onChange, at, path };
  switch (kind) {
    case "choice":
      return (
        <Choosable {...own}>
          {(chooser) =>
            spec.isLive ? (
              <LiveChoice spec={spec} {...chooser} />
            ) : (
              <ChoiceInput spec={spec} {...chooser} />
            )
          }
        </Choosable>
      );
    case "boolean":
      return <Choosable {...own}>{(chooser) => <FlagInput spec={spec} {...chooser} />}</Choosable>;
    case "date":
    case "datetime":
      return (
        <Choosable {...own}>{(chooser) => <MomentInput kind={kind} {...chooser} />}</Choosable>
      );
    case "list":
      return <ListField {...own} />;
    case "object":
      return <ObjectField {...own} />;
    case "any":
      return <AnyInput {...own} />;
    default:
      return (
        <MappingInput
          label={title}
          value={values[name]}
          onChange={onChange}
          at={at}
          path={path}
          help={help}
          look={{
            lines: kind === "text_long" ? "many" : "one",
            isRequired,
            ...(fallback === null ? {} : { placeholder: String(fallback) }),
          }}
        />
      );
  }
}

/**
 * CQL2 text (OGC 21-065r2 annex B) as a parsing expression grammar whose actions make CQL2 JSON; less arithmetic, arrays, functions and
 * ACCENTI. After a scalar nothing is tried twice, so that the time grows with the length only.
 */
export const grammar = String.raw`
{{
  const negated = (not, filter) => (not === null ? filter : { op: 'not', args: [filter] });
  const joined = (op, first, rest) => (rest.length === 0 ? first : { op, args: [first, ...rest] });
}}

Filter = _ filter:Or _ { return filter; }
Or = first:And rest:(_ "or"i End _ @And)* { return joined('or', first, rest); }
And = first:Not rest:(_ "and"i End _ @Not)* { return joined('and', first, rest); }
Not = "not"i End _ filter:Not { return negated(true, filter); }
  / "(" _ @Or _ ")"
  / Spatial / Temporal / Predicate

Spatial = op:$("s_"i [a-z]i+) _ "(" _ one:Geometry _ "," _ other:Geometry _ ")" { return { op: op.toLowerCase(), args: [one, other] }; }
Temporal = op:$("t_"i [a-z]i+) _ "(" _ one:Time _ "," _ other:Time _ ")" { return { op: op.toLowerCase(), args: [one, other] }; }
Predicate = one:Scalar _ test:Test { return test(one); }
  / Boolean
Test = op:$("<=" / ">=" / "<>" / "=" / "<" / ">") _ other:Scalar { return (one) => ({ op, args: [one, other] }); }
  / "is"i End _ not:("not"i End _)? "null"i End { return (one) => negated(not, { op: 'isNull', args: [one] }); }
  / not:("not"i End _)? test:Range { return (one) => negated(not, test(one)); }
Range = "like"i End _ pattern:Scalar { return (one) => ({ op: 'like', args: [one, pattern] }); }
  / "between"i End _ low:Scalar _ "and"i End _ high:Scalar { return (one) => ({ op: 'between', args: [one, low, high] }); }
  / "in"i _ "(" _ list:Scalar|1.., _ "," _| _ ")" { return (one) => ({ op: 'in', args: [one, list] }); }

Scalar "a value or a property" = "casei"i _ "(" _ text:Scalar _ ")" { return { op: 'casei', args: [text] }; }
  / Instant / Number / String / Boolean / Property
Boolean = "true"i End { return true; } / "false"i End { return false; }
Instant = "date"i _ "(" _ date:String _ ")" { return { date }; }
  / "timestamp"i _ "(" _ timestamp:String _ ")" { return { timestamp }; }
Time "a time" = "interval"i _ "(" _ from:Bound _ "," _ to:Bound _ ")" { return { interval: [from, to] }; }
  / Instant / Property
Bound = String / Property

Geometry "a geometry" = "geometrycollection"i _ "(" _ geometries:Shape|1.., _ "," _| _ ")" { return { type: 'GeometryCollection', geometries }; }
  / "bbox"i _ "(" _ bbox:Number|1.., _ "," _| _ ")" { return { bbox }; }
  / Shape / Property
Shape = "point"i Z _ "(" _ coordinates:Position _ ")" { return { type: 'Point', coordinates }; }
  / "linestring"i Z _ coordinates:Line { return { type: 'LineString', coordinates }; }
  / "polygon"i Z _ coordinates:Area { return { type: 'Polygon', coordinates }; }
  / "multipoint"i Z _ "(" _ coordinates:Spot|1.., _ "," _| _ ")" { return { type: 'MultiPoint', coordinates }; }
  / "multilinestring"i Z _ "(" _ coordinates:Line|1.., _ "," _| _ ")" { return { type: 'MultiLineString', coordinates }; }
  / "multipolygon"i Z _ "(" _ coordinates:Area|1.., _ "," _| _ ")" { return { type: 'MultiPolygon', coordinates }; }
Z = (_ "z"i)?
Spot = "(" _ @Position _ ")" / Position
Line = "(" _ @Position|1.., _ "," _| _ ")"
Area = "(" _ @Line|1.., _ "," _| _ ")"
Position = x:Number __ y:Number z:(__ @Number)? { return z === null ? [x, y] : [x, y, z]; }

Property = '"' property:Identifier '"' { return { property }; }
  / !(Reserved End) property:Identifier { return { property }; }
Reserved = "and"i / "or"i / "not"i / "like"i / "between"i / "in"i / "is"i / "null"i / "true"i / "false"i
Identifier = $(Start Part*)
Start = [:_\p{L}\p{Nl}]u
Part = [:_.\p{L}\p{Nl}\p{N}\p{M}\u203f\u2040]u
End = !Part

String = "'" characters:("''" { return "'"; } / "\\\\" / "\\'" { return "'"; } / [^'])* "'" { return characters.join(''); }
Number = digits:$([+-]? ([0-9]+ ("." [0-9]*)? / "." [0-9]+) ("e"i [+-]? [0-9]+)?) { return Number(digits); }
__ "a space" = [ \t\r\n]+
_ "" = [ \t\r\n]*
`;

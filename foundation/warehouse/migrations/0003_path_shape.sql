-- path_shape(path): the path with every segment that can only be an id written as {id}. See docs/endpoints.md.

-- '/' becomes '\x01/' so that two ids side by side do not share a separator and one pass finds both.
CREATE MACRO path_shape(path) AS
    coalesce(nullif(replace(regexp_replace(
        replace(rtrim(regexp_replace(regexp_extract(path, '^[^?#;]*'), '//+', '/', 'g'), '/'), '/', e'\x01/'),
        e'/(?:-?[0-9]+|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})(\\.[a-z]{2,5})?(\x01|$)',
        e'/{id}\\1\\2', 'g'), e'\x01', ''), ''), '/');

"""The life of topics: proposed and wanted, looked after, renamed, merged, archived."""

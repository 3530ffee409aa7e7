"""The numbers and descriptions that come with the package, one YAML file a setting, team or policy."""

# SPDX-License-Identifier: Apache-2.0
# bash completion of ktls-otel
_ktls_otel() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words
  case $before in
    --config)
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return
      ;;
    --help | -h)
      words='all connections'
      ;;
    *)
      case " ${COMP_WORDS[*]} " in
        *' connections '*) words='--json --config --help' ;;
        *' --check '*) words='--quick --json --config' ;;
        *) words='connections --check --health --print-config --config --help --version' ;;
      esac
      ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -o filenames -F _ktls_otel ktls-otel

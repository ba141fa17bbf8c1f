#!/bin/sh
# Ce que seuls les essais demandent au système : pris s'il est là, installé si l'on peut, sinon nommé. Jamais sauté.
set -eu
paquets=""
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 \
  || paquets="$paquets chromium"
command -v pdftoppm >/dev/null 2>&1 || paquets="$paquets poppler-utils"
command -v dot >/dev/null 2>&1 || paquets="$paquets graphviz"
command -v soffice >/dev/null 2>&1 || paquets="$paquets libreoffice-writer-nogui libreoffice-impress-nogui libreoffice-calc-nogui"
[ -f /usr/share/fonts/truetype/crosextra/Carlito-Regular.ttf ] || paquets="$paquets fonts-crosextra-carlito"
[ -z "$paquets" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installation pour les essais :$paquets"
  apt-get update -qq
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $paquets >/dev/null
else
  echo "Les essais demandent :$paquets (par exemple : sudo apt install$paquets)" >&2
  exit 3
fi

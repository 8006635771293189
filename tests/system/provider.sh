# shellcheck shell=bash disable=SC2154
# Sourced by the system test, within the container: what it takes for the provider, by name,
# certificate and port. Works in the directory world, and with await and fail of world.sh.

# The simulator's certificate and its unit, trusted and found by the whole container.
make_provider() {
  local curve=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2)
  openssl req -x509 "${curve[@]}" -keyout ca.key -out ca.pem -subj /CN=authority 2>/dev/null
  openssl req -x509 "${curve[@]}" -keyout leaf.key -out leaf.pem -subj /CN=provider -CA ca.pem \
    -CAkey ca.key -addext subjectAltName=DNS:proxy.twilio.com \
    -addext basicConstraints=critical,CA:FALSE 2>/dev/null
  cat ca.pem leaf.pem leaf.key >identity.pem
  cat ca.pem >>/etc/ssl/certs/ca-certificates.crt
  echo "127.0.0.1 proxy.twilio.com" >>/etc/hosts
  cat >/etc/systemd/system/simulator.service <<UNIT
[Service]
ExecStart=/usr/bin/proxy-simulator serve --port 443 --port-file $world/port \
  --identity-file $world/identity.pem --ca-out $world/ca.out --in-flight-max 0 --keep-rows \
  --latency 300ms --credentials-file $world/credentials --ledger $world/ledger.ndjson
UNIT
}

# provide LATENCY LINE..: the simulator, anew, with these credentials.
provide() {
  sed -i "s/--latency [^ ]*/--latency $1/" /etc/systemd/system/simulator.service
  shift
  printf '%s\n' "$@" >credentials
  rm -f port
  systemctl daemon-reload
  systemctl restart simulator
  await 10 test -s port || fail "the simulator does not listen"
}

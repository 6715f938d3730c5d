<?php
/**
 * What plugins do to a site while it prints a page, each in its smallest form: a site under test loads this file.
 *
 * The meta `gate` of an entry names who closes it, the option `visitors_closed` how the whole site is closed.
 */

function visitors_gate( $post = null ) {
	return (string) get_post_meta( get_post( $post )->ID ?? 0, 'gate', true );
}

// By a filter of the content, on pages and over REST: all of it, or all below the first paragraph.
add_filter( 'the_content', function ( $content ) {
	$gate = visitors_gate();
	if ( 'appended' === $gate ) {
		return $content . '<p>A plugin adds these words below what the editor wrote, for everybody: shownappended.</p>';
	}
	if ( 'teaser' === $gate ) {
		$content = substr( $content, 0, strpos( $content, '</p>' ) + 4 );
	}
	return 'members' === $gate || 'teaser' === $gate ? ( 'teaser' === $gate ? $content : '' ) . '<p>For members.</p>' : $content;
}, 99 );
add_filter( 'get_the_excerpt', function ( $excerpt, $post ) {
	return '' === visitors_gate( $post ) ? $excerpt : 'For members.';
}, 99, 2 );

// Before the template: REST stays open.
add_action( 'template_redirect', function () {
	$gate = is_singular() ? visitors_gate( get_queried_object() ) : '';
	if ( 'login' === $gate ) {
		wp_redirect( wp_login_url( get_permalink() ) );
		exit;
	}
	if ( 'home' === $gate ) {
		wp_redirect( home_url( '/' ) );
		exit;
	}
	if ( 'forbidden' === $gate ) {
		status_header( 403 );
		exit( '<p>No.</p>' );
	}
	if ( 'lost' === $gate ) {
		$GLOBALS['wp_query']->set_404();
		status_header( 404 );
	}
} );
add_filter( 'wp_robots', function ( $robots ) {
	return is_singular() && 'robots' === visitors_gate( get_queried_object() ) ? array( 'noindex' => true ) : $robots;
} );

// A block.
add_filter( 'render_block', function ( $html, $block ) {
	return false === strpos( $block['attrs']['className'] ?? '', 'for-members' ) ? $html : '';
}, 10, 2 );

// The whole site.
add_action( 'template_redirect', function () {
	$closed = get_option( 'visitors_closed' );
	if ( 'page' === $closed ) {
		exit( '<!doctype html><html><body><h1>Soon</h1><p>We are busy building our new site, do come back.</p></body></html>' );
	}
	if ( 'login' === $closed ) {
		wp_redirect( wp_login_url() );
		exit;
	}
	if ( 'trouble' === $closed ) {
		status_header( 503 );
		exit( '<p>Too much to do.</p>' );
	}
}, 1 );

// Another address than WordPress's own.
function visitors_address( $link, $post ) {
	$address = get_post_meta( is_object( $post ) ? $post->ID : $post, 'address', true );
	return $address ? home_url( $address ) : $link;
}
add_filter( 'post_link', 'visitors_address', 10, 2 );
add_filter( 'page_link', 'visitors_address', 10, 2 );
add_filter( 'request', function ( $query ) {
	$asked = parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH );
	$found = get_posts( array( 'post_type' => 'any', 'meta_key' => 'address', 'meta_value' => $asked ) );
	return $found ? array( 'post' === $found[0]->post_type ? 'p' : 'page_id' => $found[0]->ID ) : $query;
} );

// Words of shortcodes and blocks.
add_shortcode( 'price', fn() => '<strong>shownprice euros</strong>' );
add_shortcode( 'framed', fn( $arguments, $inside ) => '<div class="frame">' . do_shortcode( $inside ) . '</div>' );
add_shortcode( 'insiders', fn( $arguments, $inside ) => is_user_logged_in() ? $inside : '' );
add_action( 'init', function () {
	register_post_type( 'guide', array( 'public' => true, 'show_in_rest' => true, 'label' => 'Guides' ) );
	register_block_type( 'visitors/notice', array(
		'attributes'      => array( 'key' => array( 'type' => 'string' ) ),
		'render_callback' => fn() => '<p>A block that only its plugin can print says to everybody: shownnotice.</p>',
	) );
} );

// Facts for search engines: a broken script beside a good one, and one that says more than the page shows.
add_action( 'wp_head', function () {
	echo '<script type="application/ld+json">{"@type":"Article",}</script>';
	if ( is_singular() && 'members' === visitors_gate( get_queried_object() ) ) {
		echo '<script type="application/ld+json">{"@context":"https://schema.org","@type":"Article","articleBody":"gatedschema"}</script>';
	}
} );
